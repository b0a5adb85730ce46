"""Lists ordered by a mark: one text per row that is unique and sorts as the list does.

A mark is a moment and the row's id. Stored beside what a list selects by, `(unit, mark)`, it makes
one index serve selecting, ordering and paging; a row that must not appear has no mark.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from shared.paging import decode_cursor, encode_cursor

Json = dict[str, Any]

_BEFORE_ALL, _AFTER_ALL = "", "~"


def mark(moment: datetime, row_id: str = "") -> str:
    """Return the mark of a row; without an id, a bound before every row of that moment."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y%m%d%H%M%S}{utc.microsecond // 1000:03}-{row_id}"


class MarkedList:
    """How to read one list: `select` is equal in every row, both it and `field` are indexed.

    `also` filters further without an index; `after` and `before` bound the marks.
    """

    def __init__(
        self,
        field: str,
        select: Mapping[str, Any] | None = None,
        *,
        newest_first: bool = False,
        also: Mapping[str, Any] | None = None,
        after: str = _BEFORE_ALL,
        before: str = _AFTER_ALL,
    ) -> None:
        self.field = field
        self._select = dict(select or {})
        self._newest_first = newest_first
        self._also = dict(also or {})
        self._after = after
        self._before = before

    def pipeline(self, limit: int, cursor: str | None, fields: Sequence[str] = ()) -> list[Json]:
        """Return the aggregation of the rows behind a cursor.

        What is not in the index is matched in a stage of its own: the embedded engine scans
        everything for a match that is more than an index's prefix.
        """
        after, before = self._after, self._before
        if cursor is not None:
            mark_read = str(decode_cursor(cursor, [str])[0])
            if self._newest_first:
                before = min(before, mark_read)
            else:
                after = max(after, mark_read)
        stages: list[Json] = [
            {"$match": {**self._select, self.field: {"$gt": after, "$lt": before}}}
        ]
        if self._also:
            stages.append({"$match": self._also})
        stages += [{"$sort": {self.field: -1 if self._newest_first else 1}}, {"$limit": limit}]
        if fields:
            stages.append({"$project": dict.fromkeys((*fields, self.field), 1)})
        return stages

    async def rows(
        self,
        collection: AsyncCollection[Json],
        limit: int,
        cursor: str | None = None,
        fields: Sequence[str] = (),
    ) -> list[Json]:
        """Return at most `limit` rows behind the cursor, with these fields (all if none)."""
        found = await collection.aggregate(self.pipeline(limit, cursor, fields))
        return await found.to_list()


def cut_page(rows: Sequence[Json], field: str, limit: int) -> tuple[list[Json], str | None]:
    """Return the first `limit` rows and, if there were more, the cursor of the next page."""
    shown = list(rows[:limit])
    more = len(rows) > limit
    return shown, encode_cursor(shown[-1][field]) if more else None
