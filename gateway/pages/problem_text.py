"""What the page of one kind of problem says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in words for people: `action` is what helps (`home`, `sign_in`, `again`)."""

    status: int
    title: str
    text: str
    action: str = "home"
