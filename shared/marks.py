"""Lists ordered by a mark: one text per row that is unique and sorts as the list does.

A mark is a moment and the row's id. Stored beside what a list selects by, `(unit, mark)`, it makes
one index serve selecting, ordering and paging; a row that must not appear has no mark.

A list is read in windows of time, narrow where its page begins, each next one as wide as what was
found suggests: a page then costs what it shows, also with an engine that reads everything between
an index's bounds before it stops at a limit. With any other it is one query, or a few short ones.
How far the first page of a list reached is remembered, and tried first the next time.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from shared.paging import decode_cursor, encode_cursor, not_a_cursor
from shared.recent import Recent
from shared.windows import (
    AFTER_ALL,
    BEFORE_ALL,
    FIRST,
    Bounds,
    Pace,
    behind,
    clipped,
    downwards,
    mark,
    moment_of,
    row_id_of,
    upwards,
)

__all__ = [
    "AFTER_ALL", "BEFORE_ALL", "MarkedList", "cut_page", "mark", "mark_read", "moment_of",
    "row_id_of",
]  # fmt: skip

Json = dict[str, Any]

_REACHED: Recent[int, str] = Recent(5_000)
"""By the hash of what names a list, which may be all the words of a search.

Another list of the same hash gets a hint that does not fit, and is right all the same.
"""


class MarkedList:
    """How to read one list: `select` is equal in every row, both it and `field` are indexed.

    `also` filters further without an index; `after` and `before` bound the marks. A list that
    `is_short`, some hundred rows at most, is read at once, any other in windows, the `first` of
    which should about hold a page. Lists of one `name` differ in `select` and order alone, or by
    the passing of time: what was found out about them is remembered. In a list that is `crowded`
    many rows share a moment. What of `also` could be selected by as well may be given as `beside`:
    where little is found, only the marks of what is selected are read, and the rows that have both.
    """

    def __init__(
        self,
        field: str,
        select: Mapping[str, Any] | None = None,
        *,
        newest_first: bool = False,
        also: Mapping[str, Any] | None = None,
        beside: Mapping[str, Any] | None = None,
        after: str = BEFORE_ALL,
        before: str = AFTER_ALL,
        is_short: bool = False,
        first: timedelta = FIRST,
        name: Hashable = None,
        crowded: bool = False,
    ) -> None:
        self.field = field
        self._select = dict(select or {})
        self._newest_first = newest_first
        self._also = dict(also or {})
        self._beside = dict(beside or {})
        self._after = after
        self._before = before
        self._is_short = is_short
        self._first = first
        self._name = name
        self._crowded = crowded

    def pipeline(
        self,
        limit: int,
        within: Bounds,
        fields: Sequence[str] = (),
        marks: Sequence[str] | None = None,
    ) -> list[Json]:
        """Return the aggregation of the rows between two marks, or of those `beside` with `marks`.

        What is not in the index is matched in a stage of its own: the embedded engine scans
        everything for a match that is more than an index's prefix.
        """
        stages = self._matching(within)
        if marks is not None:
            stages[0] = {"$match": {**self._beside, self.field: {"$in": marks}}}
        stages += [{"$sort": {self.field: -1 if self._newest_first else 1}}, {"$limit": limit}]
        if fields:
            stages.append({"$project": dict.fromkeys((*fields, self.field), 1)})
        return stages

    def windows(
        self, read_until: str | None = None, pace: Pace | None = None, reached: str | None = None
    ) -> Iterator[Bounds]:
        """Yield the bounds to read one after the other, from the last mark read on.

        What each held is noted at `pace` before the next is asked for. The first one ends where a
        page `reached` before.
        """
        pace = pace or Pace(self._first)
        within = self._left((self._after, self._before), read_until)
        if reached is not None:
            low, high = left = self._left(within, reached)
            first = (high, within[1]) if self._newest_first else (within[0], low)
            yield from clipped([first], *within)
            within = left
        after, before = within
        if after >= before:
            return
        if self._is_short:
            yield within
        elif self._newest_first:
            yield from clipped(downwards(before, pace), after, before)
        else:
            yield from clipped(upwards(after, pace, crowded=self._crowded), after, before)

    async def rows(
        self,
        collection: AsyncCollection[Json],
        limit: int,
        cursor: str | None = None,
        fields: Sequence[str] = (),
    ) -> list[Json]:
        """Return at most `limit` rows behind the cursor, with these fields (all if none)."""
        return await self.rows_behind(collection, limit, mark_read(cursor), fields)

    async def rows_behind(
        self,
        collection: AsyncCollection[Json],
        limit: int,
        read_until: str | None = None,
        fields: Sequence[str] = (),
    ) -> list[Json]:
        """Return at most `limit` rows behind a mark, with these fields (all if none)."""
        key = self._key(collection, limit) if read_until is None else None
        found: list[Json] = []
        pace = Pace(self._first)
        reached = _REACHED.get(key) if key is not None else None
        is_sparse = reached == self._reach([], limit)
        for within in self.windows(read_until, pace, reached):
            marks = await self._marks(collection, within) if is_sparse and self._beside else None
            stages = self.pipeline(limit - len(found), within, fields, marks)
            held = await (await collection.aggregate(stages)).to_list()
            found += held
            is_sparse = not held
            if len(found) >= limit:
                break
            pace.note(len(held), limit - len(found))
        if key is not None:
            _REACHED.keep(key, self._reach(found, limit))
        return found

    async def count(self, collection: AsyncCollection[Json], up_to: int) -> int:
        """Return how many rows there are, at most `up_to`."""
        # The embedded engine's `$count` reads whole documents, `$group` what it needs of them.
        counting = {"$group": {"_id": None, "rows": {"$sum": 1}}}
        stages = [*self._matching((self._after, self._before)), counting]
        counted = await (await collection.aggregate(stages)).to_list()
        return min(counted[0]["rows"], up_to) if counted else 0

    async def _marks(self, collection: AsyncCollection[Json], within: Bounds) -> list[str]:
        """Return the marks of what is selected; an index holds all that this takes."""
        stages = [self._matching(within)[0], {"$group": {"_id": f"${self.field}"}}]
        return [row["_id"] for row in await (await collection.aggregate(stages)).to_list()]

    def _key(self, collection: AsyncCollection[Json], limit: int) -> int | None:
        if self._name is None:
            return None
        selected = tuple(self._select.items())
        named = collection.full_name, self._name, self.field, self._newest_first, selected, limit
        return hash(named)

    def _reach(self, found: Sequence[Json], limit: int) -> str:
        if len(found) >= limit:
            return behind(found[-1][self.field], newest_first=self._newest_first)
        return BEFORE_ALL if self._newest_first else AFTER_ALL

    def _left(self, within: Bounds, edge: str | None) -> Bounds:
        """Return what is left of a stretch behind an edge, in the order of the list."""
        after, before = within
        if edge is None:
            return within
        return (after, min(before, edge)) if self._newest_first else (max(after, edge), before)

    def _matching(self, within: Bounds) -> list[Json]:
        low, high = within
        stages: list[Json] = [{"$match": {**self._select, self.field: {"$gt": low, "$lt": high}}}]
        if self._also:
            stages.append({"$match": self._also})
        return stages


def mark_read(cursor: str | None) -> str | None:
    """Return the mark in a cursor; raises `InvalidRequest` when it is none of a marked list."""
    if cursor is None:
        return None
    read = str(decode_cursor(cursor, [str])[0])
    try:
        moment_of(read)
    except ValueError:
        raise not_a_cursor() from None
    return read


def cut_page(rows: Sequence[Json], field: str, limit: int) -> tuple[list[Json], str | None]:
    """Return the first `limit` rows and, if there were more, the cursor of the next page."""
    shown = list(rows[:limit])
    more = len(rows) > limit
    return shown, encode_cursor(shown[-1][field]) if more else None
