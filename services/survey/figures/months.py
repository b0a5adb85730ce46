"""The month documents: adding to them, replacing days, reading them. All writes are by `_id`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pymongo import UpdateOne

from services.survey.figures.counting import EVERYWHERE, POLL, Cells, Counts, scopes_of
from services.survey.figures.documents import day_key, group_key, month_id, month_of, split_group
from shared.mongo import Mongo, Transaction

Groups = dict[str, dict[str, int]]
"""Within a day: `<version>:<source>` → counts."""


class Wanted(NamedTuple):
    """Which groups are asked for; None is all."""

    version: int | None = None
    source: str | None = None


EVERY_GROUP = Wanted()


class Days:
    """The counts of each day, and which versions they answer."""

    def __init__(self) -> None:
        self.counts: dict[date, Counts] = {}
        self.versions: set[int] = set()

    def add(self, day: date, groups: Groups, wanted: Wanted) -> None:
        """Take in a day's groups as far as they are wanted."""
        counts = self.counts.setdefault(day, Counter())
        for name, group in groups.items():
            version, source = split_group(name)
            if wanted.version in {None, version} and wanted.source in {None, source}:
                counts.update(group)
                self.versions.add(version)

    def total(self) -> Counts:
        """Return the counts of all days together."""
        counts: Counts = Counter()
        for one in self.counts.values():
            counts.update(one)
        return counts


async def add_counts(tx: Transaction, changes: Cells) -> None:
    """Add changes to their days, in the portal's months and in those of all portals."""
    steps: dict[tuple[str, str], Counter[str]] = {}
    for cell, counts in changes.items():
        path = f"days.{day_key(cell.day)}.{group_key(cell.version, cell.source)}"
        step = Counter({f"{path}.{name}": by for name, by in counts.items()})
        for scope in scopes_of(cell.portal):
            steps.setdefault((scope, month_of(cell.day)), Counter()).update(step)
    await _write(tx, {place: {"$inc": dict(step)} for place, step in steps.items()})


async def replace_days(tx: Transaction, days: Mapping[date, Cells]) -> None:
    """Make days of one month hold exactly these counts, whatever they held."""
    [month] = {month_of(day) for day in days}
    stored = {document["scope"]: document["days"] for document in await _month(tx, month)}
    wanted = {day_key(day): by_scope(cells) for day, cells in days.items()}
    scopes = stored.keys() | {scope for scoped in wanted.values() for scope in scoped}
    changes: dict[tuple[str, str], dict[str, Any]] = {}
    for scope in scopes:
        held, change = stored.get(scope, {}), {}
        for key, scoped in wanted.items():
            if scoped.get(scope, {}) != without_zeros(held.get(key, {})):
                change[f"days.{key}"] = scoped.get(scope, {})
        if change:
            changes[scope, month] = {"$set": change}
    await _write(tx, changes)


async def stored_day(tx: Transaction, day: date) -> dict[str, Groups]:
    """Return what is stored of a day, by scope."""
    found: dict[str, Groups] = {}
    for document in await _month(tx, month_of(day)):
        if groups := without_zeros(document["days"].get(day_key(day), {})):
            found[document["scope"]] = groups
    return found


async def find_days(
    mongo: Mongo, scopes: Sequence[str], first: date, last: date, wanted: Wanted = EVERY_GROUP
) -> Days:
    """Return the counts of each day from `first` to `last` for some scopes together."""
    ids = [month_id(scope, month) for scope in scopes for month in _months(first, last)]
    found = Days()
    for document in await mongo.database["figures"].find({"_id": {"$in": ids}}).to_list():
        for key, groups in document["days"].items():
            day = date.fromisoformat(f"{document['month']}-{key}")
            if first <= day <= last:
                found.add(day, groups, wanted)
    return found


async def find_scopes(
    mongo: Mongo, scopes: Sequence[str], first: date, last: date, wanted: Wanted = EVERY_GROUP
) -> dict[str, Counts]:
    """Return the counts of each scope over the days from `first` to `last`."""
    ids = [month_id(scope, month) for scope in scopes for month in _months(first, last)]
    found = {scope: Days() for scope in scopes}
    for document in await mongo.database["figures"].find({"_id": {"$in": ids}}).to_list():
        for key, groups in document["days"].items():
            day = date.fromisoformat(f"{document['month']}-{key}")
            if first <= day <= last:
                found[document["scope"]].add(day, groups, wanted)
    return {scope: days.total() for scope, days in found.items()}


async def find_month(mongo: Mongo, month: str) -> dict[str, Counts]:
    """Return the counts of a whole month, by portal."""
    portals: dict[str, Counts] = {}
    for document in await mongo.database["figures"].find({"month": month}).to_list():
        if document["scope"] != EVERYWHERE and not document["scope"].startswith(POLL):
            counts = portals.setdefault(document["scope"], Counter())
            for groups in document["days"].values():
                for group in groups.values():
                    counts.update(group)
    return portals


def without_zeros(groups: Groups) -> Groups:
    """Return groups without counts of 0, which are what nobody counted."""
    counted = {
        group: {name: number for name, number in counts.items() if number}
        for group, counts in groups.items()
    }
    return {group: counts for group, counts in counted.items() if counts}


def by_scope(cells: Cells) -> dict[str, Groups]:
    """Return how a day's counts are to be stored, by scope."""
    sums: dict[str, dict[str, Counts]] = {}
    for cell, counts in cells.items():
        for scope in scopes_of(cell.portal):
            group = group_key(cell.version, cell.source)
            sums.setdefault(scope, {}).setdefault(group, Counter()).update(counts)
    return {
        scope: {group: dict(counts) for group, counts in groups.items()}
        for scope, groups in sums.items()
    }


async def _month(tx: Transaction, month: str) -> list[dict[str, Any]]:
    return await tx.database["figures"].find({"month": month}, session=tx.session).to_list()


async def _write(tx: Transaction, changes: Mapping[tuple[str, str], dict[str, Any]]) -> None:
    writes = [
        UpdateOne(
            {"_id": month_id(scope, month)},
            {**change, "$setOnInsert": {"scope": scope, "month": month}},
            upsert=True,
        )
        for (scope, month), change in sorted(changes.items())
    ]
    if writes:
        await tx.database["figures"].bulk_write(writes, session=tx.session)


def _months(first: date, last: date) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
