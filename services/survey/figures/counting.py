"""Counting responses: how many gave each answer, per portal, local day, version and source.

Pure: the one place that says what a count is, for the roller, the repair and the recount.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from shared.clock import local_day

EVERYWHERE = "*"
"""The scope that sums all portals, so that asking for all of them reads no more than for one."""

RESPONSES = "responses"


class Cell(NamedTuple):
    """What a count is of."""

    portal: str
    day: date
    version: int
    source: str


Counts = Counter[str]
"""`responses` and `<criterion>:<option>` → how many."""

Cells = dict[Cell, Counts]


def count(responses: Iterable[Mapping[str, Any]]) -> Cells:
    """Count stored responses."""
    cells: Cells = {}
    for response in responses:
        day = local_day(response["received_at"])
        cell = Cell(response["portal"], day, response["version"], response["source"])
        counts = cells.get(cell)
        if counts is None:
            counts = cells[cell] = Counter()
        counts[RESPONSES] += 1
        for criterion, option in response["ratings"].items():
            counts[f"{criterion}:{option}"] += 1
    return cells


def total(several: Iterable[Cells]) -> Cells:
    """Return the sum of several counts."""
    result: Cells = {}
    for cells in several:
        for cell, counts in cells.items():
            result.setdefault(cell, Counter()).update(counts)
    return result


def difference(new: Cells, old: Cells) -> Cells:
    """Return what must be added to `old` to get `new`; numbers may be negative, none is 0."""
    changes: Cells = {}
    for cell in new.keys() | old.keys():
        change = Counter(new.get(cell, Counter()))
        change.subtract(old.get(cell, Counter()))
        if change := Counter({name: by for name, by in change.items() if by}):
            changes[cell] = change
    return changes
