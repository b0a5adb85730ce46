"""The operator's terminal: progress and remarks on stderr, results on stdout."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

results = Console(soft_wrap=True, highlight=False)
remarks = Console(stderr=True, soft_wrap=True, highlight=False)


def progress(what: str) -> Progress:
    """Return bars that say what is being counted; without a terminal only their end is printed."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn(what),
        TimeElapsedColumn(),
        console=remarks,
    )
