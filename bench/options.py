"""What the command line may change of a run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Sizes and repetitions: questions `small` and `large`, responses `fewer` and `many`."""

    small: int = 2_000
    large: int = 200_000
    fewer: int = 300_000
    many: int = 3_000_000
    rounds: int = 5
    repeats: int = 12
