"""Choosing a unit, and a unit's record in public."""

from datetime import date

from services.qa.bootstrap import QaRuntime
from services.qa.figures import model
from services.qa.figures.queries import Stretch, read_roll_ups
from services.qa.units.tree import Unit, UnitTree
from shared.clock import now, today
from shared.contracts.qa.units import UnitFound, UnitRecord
from shared.problems import NotFound

SMALLEST_PUBLIC = 10
"""Fewer questions than this tell too little about a unit, and too much about who asked."""


class UnitNotFound(NotFound):
    """No unit has this id."""

    slug, title = "unit-not-found", "There is no such unit"


async def find_units(
    qa: QaRuntime, words: str, limit: int, *, accepts_questions: bool | None = None
) -> list[UnitFound]:
    """Return the units of today whose names hold these words, the likest first."""
    tree = await qa.units.get()
    most = limit if accepts_questions is None else len(tree.units)
    found = [
        unit
        for unit in tree.find(words, today(), most)
        if accepts_questions is None or unit.accepts_questions is accepts_questions
    ]
    return [_found(unit, tree) for unit in found[:limit]]


def _found(unit: Unit, tree: UnitTree) -> UnitFound:
    return UnitFound(
        id=unit.id,
        name=unit.name,
        name_en=unit.name_en,
        kind=unit.kind,
        parent=tree.ref(unit.parent) if unit.parent else None,
        accepts_questions=unit.accepts_questions,
    )


async def record(qa: QaRuntime, unit_id: str) -> UnitRecord:
    """Return how a unit answered what it was asked in the last twelve months."""
    tree = await qa.units.get()
    if unit_id not in tree.units:
        raise UnitNotFound
    stretch = last_year(today())
    rolled = await read_roll_ups([unit_id], [stretch])
    counts = model.counts_out(rolled.total(stretch), now())
    decided = counts.answered + counts.overdue
    says_enough = decided >= SMALLEST_PUBLIC
    times, ratings = counts.working_time, counts.ratings
    return UnitRecord(
        unit=tree.ref(unit_id),
        start=stretch.start or today(),
        end=stretch.end or today(),
        minimum=SMALLEST_PUBLIC,
        answered=counts.answered,
        on_time=counts.on_time,
        decided=decided,
        on_time_share=counts.on_time_share if says_enough else None,
        median_days=times.median_days if times.n >= SMALLEST_PUBLIC else None,
        ratings=ratings.n,
        satisfaction_share=ratings.satisfaction_share if ratings.n >= SMALLEST_PUBLIC else None,
    )


def last_year(day: date) -> Stretch:
    """Return the month of a day and the eleven before it."""
    eleven_back = day.year * 12 + day.month - 1 - 11
    return Stretch(date(eleven_back // 12, eleven_back % 12 + 1, 1), day)
