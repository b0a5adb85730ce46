"""What the system acknowledged to people, and what they tried: what the checker holds it to."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A question the system said it has."""

    code: str
    secret: str
    title: str


@dataclass
class Ledger:
    """Kept by the people while faults happen; texts are unique to each try."""

    run: str
    asked: dict[str, Asked] = field(default_factory=dict)
    """By title."""
    tried_titles: set[str] = field(default_factory=set)
    rated: dict[str, str] = field(default_factory=dict)
    """The id of each acknowledged rating by its words."""
    tried_ratings: set[str] = field(default_factory=set)
    answered: dict[str, str] = field(default_factory=dict)
    """The text of each acknowledged answer by the question's code."""
    levels: dict[str, str] = field(default_factory=dict)
    """How the sender found the answer, by code."""
    outcomes: Counter[tuple[int, str]] = field(default_factory=Counter)
    """How many calls ended so, by second since the start; `ok` or why not."""
    odd: list[str] = field(default_factory=list)
    """Answers nobody should get, whatever is away."""
