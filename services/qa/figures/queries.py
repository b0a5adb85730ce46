"""Reading the roll-ups: a stretch of days of some units, by unit or by calendar period."""

import calendar as days_of
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.qa.figures.documents import (
    EVERY_UNIT,
    STATE_ID,
    FigureMonthDocument,
    FigureStateDocument,
    FigureYearDocument,
    month_of,
    place,
)
from services.qa.questions.documents import QuestionDocument
from shared.clock import now
from shared.marks import moment_of

Json = dict[str, Any]

_PLACES_AT_ONCE = 400
_MOST_YEARS = 200


@dataclass(frozen=True)
class Stretch:
    """Days, both included; None is no bound."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def holds_month(self, first: date) -> bool:
        """Say whether a whole month lies within."""
        return first in self and _last_of(first) in self


@dataclass(frozen=True)
class Part:
    """Counts of a scope for a whole month, or for one day of a month that is read by days."""

    scope: str
    day: date
    is_month: bool
    counts: Mapping[str, int]


@dataclass(frozen=True)
class RollUps:
    """The months of some scopes, whole ones and, for those asked for, by days."""

    parts: list[Part]

    def sum_by(self, key: Callable[[Part], str], stretch: Stretch) -> dict[str, dict[str, int]]:
        """Return the sums of a stretch by a key."""
        sums: dict[str, dict[str, int]] = {}
        for part in self.within(stretch):
            found = sums.setdefault(key(part), {})
            for tag, number in part.counts.items():
                found[tag] = found.get(tag, 0) + number
        return sums

    def total(self, stretch: Stretch) -> dict[str, int]:
        """Return the sum of a stretch."""
        return self.sum_by(lambda _: "", stretch).get("", {})

    def within(self, stretch: Stretch) -> Iterator[Part]:
        """Return the parts of a stretch, days only where a month is not wholly within."""
        whole: dict[tuple[int, int], bool] = {}
        for part in self.parts:
            month = part.day.year, part.day.month
            if month not in whole:
                whole[month] = stretch.holds_month(part.day.replace(day=1))
            if part.is_month if whole[month] else (not part.is_month and part.day in stretch):
                yield part


async def read_roll_ups(
    scopes: Collection[str], stretches: Collection[Stretch], by_days: Collection[date] = ()
) -> RollUps:
    """Read what these stretches need of some scopes; months of `by_days` come by days as well."""
    years = sorted({year for one in stretches for year in _years(one)})
    unbounded = any(one.start is None for one in stretches)
    rows = await _read_years(scopes, None if unbounded else years)
    parts = [
        Part(row["scope"], date(int(row["year"]), int(month), 1), True, counts)
        for row in rows
        for month, counts in row["months"].items()
    ]
    wanted = {day.replace(day=1) for day in by_days} | {
        bound.replace(day=1)
        for one in stretches
        for bound in (one.start, one.end)
        if bound is not None and not one.holds_month(bound.replace(day=1))
    }
    held = {(part.scope, part.day) for part in parts}
    places = [place(scope, month_of(first)) for scope, first in held if first in wanted]
    return RollUps(parts + await _read_days(places))


async def _read_years(scopes: Collection[str], years: list[int] | None) -> list[Json]:
    """Read the years of some scopes: one by one where they are few, else all of a year."""
    collection = FigureYearDocument.get_pymongo_collection()
    asked: list[Json]
    if years is None:
        asked = [{"scope": {"$in": part}} for part in _parts_of(sorted(scopes))]
    elif len(scopes) > _PLACES_AT_ONCE:
        asked = [{"year": f"{year:04}"} for year in years]
    else:
        ids = [place(scope, f"{year:04}") for scope in sorted(scopes) for year in years]
        asked = [{"_id": {"$in": part}} for part in _parts_of(ids)]
    wanted = set(scopes)
    rows = [row for one in asked for row in await collection.find(one).to_list()]
    return [row for row in rows if row["scope"] in wanted]


async def _read_days(places: list[str]) -> list[Part]:
    collection = FigureMonthDocument.get_pymongo_collection()
    rows = [
        row
        for part in _parts_of(sorted(places))
        for row in await collection.find({"_id": {"$in": part}}).to_list()
    ]
    return [
        Part(row["scope"], date.fromisoformat(f"{row['month']}-{day}"), False, counts)
        for row in rows
        for day, counts in row["days"].items()
    ]


async def counted_at() -> datetime:
    """Return up to when the roll-ups tell everything."""
    at = now()
    state = await FigureStateDocument.get_pymongo_collection().find_one({"_id": STATE_ID})
    if state is None:
        return at
    questions = QuestionDocument.get_pymongo_collection()
    uncounted = questions.find({"changed_mark": {"$gt": state["first"]}}, {"changed_mark": 1})
    if not await uncounted.sort("changed_mark", 1).limit(1).to_list():
        return at
    return min(at, moment_of(state["first"]))


def scopes_of(units: Collection[str], known: Collection[str]) -> Collection[str]:
    """Return what to read for a set of units: one sum if they are all there are."""
    return [EVERY_UNIT] if set(known) <= set(units) else units


def _parts_of(values: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), _PLACES_AT_ONCE):
        yield values[first : first + _PLACES_AT_ONCE]


def _years(stretch: Stretch) -> Iterator[int]:
    if stretch.start is not None:
        last = stretch.end or now().date() + timedelta(days=1)
        yield from range(stretch.start.year, min(last.year, stretch.start.year + _MOST_YEARS) + 1)


def _last_of(first: date) -> date:
    return first.replace(day=days_of.monthrange(first.year, first.month)[1])
