"""Lists ordered by a mark: one text per row that is unique and sorts as the list does.

A mark is a moment and the row's id. Stored beside what a list selects by, `(unit, mark)`, it makes
one index serve selecting, ordering and paging; a row that must not appear has no mark.

A list is read in windows of time, narrow where its page begins and ever wider: a page then costs
what it shows, also with an engine that reads everything between an index's bounds before it stops
at a limit. With any other it is one query, or a few short ones where rows are sparse.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from shared.clock import now
from shared.paging import decode_cursor, encode_cursor, not_a_cursor

Json = dict[str, Any]
Bounds = tuple[str, str]

BEFORE_ALL, AFTER_ALL = "", "~"
_MOMENT = re.compile(r"(?:19|2\d)\d\d[0-9]{13}-", re.ASCII)
# Twice as wide each time up to a month, so that rows behind a gap are not read by thousands.
_WIDTHS = (
    *(timedelta(hours=3) * 2**number for number in range(9)),
    timedelta(days=190),
    timedelta(days=1_200),
)
_COUNTED_NEAR = (timedelta(days=2), timedelta(days=16))


def mark(moment: datetime, row_id: str = "") -> str:
    """Return the mark of a row; without an id, a bound before every row of that moment."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y%m%d%H%M%S}{utc.microsecond // 1000:03}-{row_id}"


def moment_of(row_mark: str) -> datetime:
    """Return the moment of a mark, to the millisecond; raises `ValueError` for another text."""
    if not _MOMENT.match(row_mark):
        raise ValueError("not a mark")
    return datetime.strptime(f"{row_mark[:17]}000", "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)


class MarkedList:
    """How to read one list: `select` is equal in every row, both it and `field` are indexed.

    `also` filters further without an index; `after` and `before` bound the marks. A list that
    `is_short`, some hundred rows at most, is read at once.
    """

    def __init__(
        self,
        field: str,
        select: Mapping[str, Any] | None = None,
        *,
        newest_first: bool = False,
        also: Mapping[str, Any] | None = None,
        after: str = BEFORE_ALL,
        before: str = AFTER_ALL,
        is_short: bool = False,
    ) -> None:
        self.field = field
        self._select = dict(select or {})
        self._newest_first = newest_first
        self._also = dict(also or {})
        self._after = after
        self._before = before
        self._is_short = is_short

    def pipeline(self, limit: int, within: Bounds, fields: Sequence[str] = ()) -> list[Json]:
        """Return the aggregation of the rows between two marks.

        What is not in the index is matched in a stage of its own: the embedded engine scans
        everything for a match that is more than an index's prefix.
        """
        stages = self._matching(within)
        stages += [{"$sort": {self.field: -1 if self._newest_first else 1}}, {"$limit": limit}]
        if fields:
            stages.append({"$project": dict.fromkeys((*fields, self.field), 1)})
        return stages

    def windows(self, read_until: str | None = None) -> Iterator[Bounds]:
        """Yield the bounds to read one after the other, from the last mark read on."""
        after, before = self._after, self._before
        if read_until is not None:
            if self._newest_first:
                before = min(before, read_until)
            else:
                after = max(after, read_until)
        if self._is_short:
            yield after, before
        elif self._newest_first:
            yield from _downwards(after, before)
        else:
            yield from _upwards(after, before)

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
        found: list[Json] = []
        for within in self.windows(read_until):
            left = limit - len(found)
            rows = await collection.aggregate(self.pipeline(left, within, fields))
            found += await rows.to_list()
            if len(found) >= limit:
                break
        return found

    async def count(self, collection: AsyncCollection[Json], up_to: int) -> int:
        """Return how many rows there are, at most `up_to`."""
        counted = 0
        whole = (self._after, self._before)
        for within in [whole] if self._is_short else _around_now(*whole):
            counting = [*self._matching(within), {"$limit": up_to}, {"$count": "rows"}]
            found = await (await collection.aggregate(counting)).to_list()
            counted += found[0]["rows"] if found else 0
            if counted >= up_to:
                break
        return min(counted, up_to)

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


def _downwards(after: str, before: str) -> Iterator[Bounds]:
    """Yield windows from the newest mark back; what lies ahead of now is one window."""
    at = now()
    ahead = before > mark(at)
    start = at if ahead else moment_of(before)
    edges = [before, mark(start)] if ahead else [before]
    edges += [mark(start - width) for width in _WIDTHS]
    # No row's mark equals an edge, which has no id: windows meet without a gap.
    windows = ((low, high) for high, low in pairwise([*edges, BEFORE_ALL]))
    yield from _clipped(windows, after, before)


def _upwards(after: str, before: str) -> Iterator[Bounds]:
    """Yield windows from the oldest mark on; without a bound, ever narrower ones until now."""
    edges = [after]
    start = now() if after == BEFORE_ALL else moment_of(after)
    if after == BEFORE_ALL:
        edges += [mark(start - width) for width in reversed(_WIDTHS)]
        edges.append(mark(start))
    edges += [mark(start + width) for width in _WIDTHS]
    yield from _clipped(pairwise([*edges, AFTER_ALL]), after, before)


def _around_now(after: str, before: str) -> Iterator[Bounds]:
    """Yield windows in the order in which a count of open work soon reaches its end."""
    at = now()
    near, far = _COUNTED_NEAR
    ahead = [mark(at), mark(at + near), mark(at + far), AFTER_ALL]
    behind = [mark(at), mark(at - near), mark(at - far), BEFORE_ALL]
    for forward, (high, low) in zip(pairwise(ahead), pairwise(behind), strict=True):
        yield from _clipped([forward, (low, high)], after, before)


def _clipped(windows: Iterable[Bounds], after: str, before: str) -> Iterator[Bounds]:
    for low, high in windows:
        if high > after and low < before:
            yield max(low, after), min(high, before)
