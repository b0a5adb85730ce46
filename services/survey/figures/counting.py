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

POLL = "poll:"
"""What the scope of an opinion poll begins with; polls count in no sum of portals."""

RESPONSES = "responses"


class Cell(NamedTuple):
    """What a count is of."""

    portal: str
    day: date
    version: int
    source: str


Counts = Counter[str]
"""`responses` and `<criterion>:<option>` → how many.

Where one answer may hold several options, or is a text, `<criterion>:` counts who answered.
"""

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
            if isinstance(option, str):
                counts[f"{criterion}:{option}"] += 1
            else:
                counts.update([f"{criterion}:", *(f"{criterion}:{one}" for one in option)])
        for question in response.get("texts", ()):
            counts[f"{question}:"] += 1
    return cells


def scopes_of(portal: str) -> tuple[str, ...]:
    """Return the scopes in which a portal's, or a poll's, responses count."""
    return (portal,) if portal.startswith(POLL) else (portal, EVERYWHERE)


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
