"""The roller: keeps the roll-ups equal to a raw recount, some seconds behind.

It follows the mark that every stored change of a question moves. A run is one transaction: it reads
the changes after the last mark it saw, counts the days on which those questions were asked again,
for every unit that has or had them, replaces these days in the roll-ups, adds the difference to the
months in the years and to all units together, and notes the mark. So a kill leaves a run wholly
done or wholly undone, and two runs at once meet on the state: one of them starts again. Counting a
day again changes nothing unless it was wrong.

A change that was stored more slowly than a later one could be passed by; so every change is looked
at a second time a minute later. What no mark tells of is found at night, when everything is counted
anew (`recount_all`).
"""

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.qa.figures import facts
from services.qa.figures.documents import (
    EVERY_UNIT,
    STATE_ID,
    FigureMonthDocument,
    FigureStateDocument,
    FigureYearDocument,
    month_of,
)
from services.qa.figures.facts import Counts
from services.qa.figures.rows import Rows
from services.qa.questions.documents import QuestionDocument
from shared.clock import HO_CHI_MINH, local_day, now, today
from shared.marks import mark
from shared.mongo import Mongo, Transaction, transactional

Cells = dict[tuple[str, date], Counts]
"""Counts of each unit and day."""

OVERLAP = timedelta(seconds=60)
"""A change may become visible this long after the moment it is marked with, not longer."""

_AHEAD = timedelta(seconds=1)
"""How far the clock of another process may be ahead; a run follows no later changes."""

_AT_ONCE = 1_000
_DAYS_AT_ONCE = 20
_TOUCHED = {"changed_mark": 1, "lead_unit": 1, "concerned": 1, "asked_at": 1}


async def roll_up(mongo: Mongo) -> None:
    """Bring the roll-ups up to the present; does next to nothing when nothing happened."""
    states = FigureStateDocument.get_pymongo_collection()
    if await states.find_one({"_id": STATE_ID}) is None:
        begun = mark(now() - OVERLAP)
        await recount_all(mongo)
        with contextlib.suppress(DuplicateKeyError):  # another process was quicker
            await states.insert_one({"_id": STATE_ID, "first": begun, "second": begun})
    at = now()
    for look, until in (("first", at + _AHEAD), ("second", at - OVERLAP)):
        while await _look(mongo, look, until):
            pass


@transactional
async def _look(tx: Transaction, look: str, until: datetime) -> bool:
    """Count the days of the next changes anew; False when there were none."""
    states = FigureStateDocument.get_pymongo_collection()
    state = await states.find_one({"_id": STATE_ID}, session=tx.session)
    if state is None:
        return False
    changed = await _changed(tx, state[look], until)
    if not changed:
        return False
    days = sorted({local_day(row["asked_at"]) for row in changed})
    counted: Cells = {}
    for day in days:
        counted |= await count_days(tx, day, day)
    touched = {
        (unit, local_day(row["asked_at"]))
        for row in changed
        for unit in (row["lead_unit"], *row.get("concerned", ()))
    }
    await replace_days(tx, {cell: counted.get(cell, Counter()) for cell in touched})
    state[look] = changed[-1]["changed_mark"]
    await states.replace_one({"_id": STATE_ID}, state, session=tx.session)
    return True


async def _changed(tx: Transaction, after: str, until: datetime) -> list[dict[str, Any]]:
    """Return the next changes, as many as one transaction should follow, in their order."""
    bounds = {"$gt": after, "$lt": mark(until)}
    questions = QuestionDocument.get_pymongo_collection()
    found = questions.find({"changed_mark": bounds}, _TOUCHED, session=tx.session)
    rows = await found.sort("changed_mark", 1).limit(_AT_ONCE).to_list()
    days: set[date] = set()
    for place, row in enumerate(rows):
        days.add(local_day(row["asked_at"]))
        if len(days) > _DAYS_AT_ONCE:
            return rows[:place]
    return rows


@transactional
async def recount_month(tx: Transaction, first: date, *, repair: bool = True) -> list[str]:
    """Count a month anew and store it; returns what was wrong, for each unit and day."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    counted = await count_days(tx, first, last)
    months = FigureMonthDocument.get_pymongo_collection()
    found = await months.find({"month": month_of(first)}, session=tx.session).to_list()
    stored = {
        (row["scope"], first.replace(day=int(day))): Counter(counts)
        for row in found
        for day, counts in row["days"].items()
    }
    expected = counted | _of_all_units(counted)
    wrong = [
        cell for cell in sorted(expected.keys() | stored.keys())
        if expected.get(cell, Counter()) != stored.get(cell, Counter())
    ]  # fmt: skip
    if repair:
        own = {cell: counted.get(cell, Counter()) for cell in wrong if cell[0] != EVERY_UNIT}
        await replace_days(tx, own)
        await _repair_sums(tx, first, expected)
    return [f"{scope} {day}" for scope, day in wrong]


async def first_month(mongo: Mongo) -> date | None:
    """Return the first day of the first month with a question."""
    questions = mongo.database[QuestionDocument.get_collection_name()]
    found = await questions.find({}, {"asked_at": 1}).sort("asked_at", 1).limit(1).to_list()
    return local_day(found[0]["asked_at"]).replace(day=1) if found else None


async def recount_all(mongo: Mongo, *, repair: bool = True) -> list[str]:
    """Count every month anew, oldest first, and repair it; returns what was wrong."""
    wrong: list[str] = []
    month = await first_month(mongo)
    while month is not None and month <= today():
        wrong += await recount_month(mongo, month, repair=repair)
        month = (month + timedelta(days=31)).replace(day=1)
    return wrong


async def count_days(tx: Transaction, first: date, last: date) -> Cells:
    """Count the questions asked on local days, both included, from the questions themselves."""
    begins = datetime.combine(first, time(), HO_CHI_MINH)
    ends = datetime.combine(last + timedelta(days=1), time(), HO_CHI_MINH)
    questions = QuestionDocument.get_pymongo_collection()
    period = {"asked_at": {"$gte": begins, "$lt": ends}}
    cells: Cells = {}
    fields = dict.fromkeys(facts.FIELDS, 1)
    async for row in questions.find(period, fields, session=tx.session):
        cell = row["lead_unit"], local_day(row["asked_at"])
        cells.setdefault(cell, Counter()).update(facts.tags(row))
    return cells


async def replace_days(tx: Transaction, cells: Mapping[tuple[str, date], Counts]) -> None:
    """Make these days of units hold these counts, and whatever sums them up the difference."""
    months = Rows(tx, FigureMonthDocument)
    years = Rows(tx, FigureYearDocument)
    await months.read({(scope, month_of(day)) for unit, day in cells for scope in _both(unit)})
    await years.read({(scope, f"{day:%Y}") for unit, day in cells for scope in _both(unit)})
    for (unit, day), counts in cells.items():
        held = months.counts(unit, month_of(day), f"{day:%d}")
        change = Counter(counts)
        change.subtract(held)
        if not any(change.values()):
            continue
        for scope in _both(unit):
            months.add(scope, month_of(day), f"{day:%d}", change)
            years.add(scope, f"{day:%Y}", f"{day:%m}", change)
    await months.write()
    await years.write()


async def _repair_sums(tx: Transaction, first: date, expected: Cells) -> None:
    """Make what sums the days of a month up hold exactly their sum."""
    month, year, key = month_of(first), f"{first:%Y}", f"{first:%m}"
    years = Rows(tx, FigureYearDocument)
    await years.read_all(year)
    sums: dict[str, Counts] = {scope: Counter() for scope in years.scopes()}
    months = Rows(tx, FigureMonthDocument)
    await months.read({(EVERY_UNIT, month)})
    days = {f"{day:%d}": counts for (scope, day), counts in expected.items() if scope == EVERY_UNIT}
    months.replace(EVERY_UNIT, month, days)
    for (scope, _), counts in expected.items():
        sums.setdefault(scope, Counter()).update(counts)
    for scope, counts in sums.items():
        years.set(scope, year, key, counts)
    await months.write()
    await years.write()


def _of_all_units(cells: Cells) -> Cells:
    sums: Cells = {}
    for (_, day), counts in cells.items():
        sums.setdefault((EVERY_UNIT, day), Counter()).update(counts)
    return sums


def _both(unit: str) -> Sequence[str]:
    return unit, EVERY_UNIT
