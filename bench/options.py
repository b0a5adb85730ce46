"""What the command line may change of a run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Sizes and repetitions."""

    small: int = 2_000
    large: int = 200_000
    rounds: int = 5
    repeats: int = 12
