"""Roll-up documents of one kind within a transaction: read by `_id`, changed, written back."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pymongo import ReplaceOne

from services.qa.figures import facts
from services.qa.figures.documents import FigureMonthDocument, FigureYearDocument, place
from services.qa.figures.facts import Counts
from shared.mongo import Transaction

Json = dict[str, Any]
_WRITES_AT_ONCE = 500


class Rows:
    """Months with their days, or years with their months."""

    def __init__(
        self, tx: Transaction, kind: type[FigureMonthDocument] | type[FigureYearDocument]
    ) -> None:
        self._tx = tx
        self._collection = kind.get_pymongo_collection()
        is_month = kind is FigureMonthDocument
        self._period, self._parts = ("month", "days") if is_month else ("year", "months")
        self._rows: dict[str, Json] = {}
        self._changed: set[str] = set()

    async def read(self, wanted: set[tuple[str, str]]) -> None:
        """Read the documents of scopes and periods; those that are missing begin empty."""
        ids = [place(scope, period) for scope, period in sorted(wanted)]
        found = self._collection.find({"_id": {"$in": ids}}, session=self._tx.session)
        self._rows = {row["_id"]: row for row in await found.to_list()}
        for scope, period in wanted:
            self._begin(scope, period)

    async def read_all(self, period: str) -> None:
        """Read the documents of every scope."""
        found = self._collection.find({self._period: period}, session=self._tx.session)
        self._rows = {row["_id"]: row for row in await found.to_list()}

    def scopes(self) -> list[str]:
        """Return the scopes read."""
        return [row["scope"] for row in self._rows.values()]

    def _begin(self, scope: str, period: str) -> Json:
        row_id = place(scope, period)
        begun = {"_id": row_id, "scope": scope, self._period: period, self._parts: {}}
        return self._rows.setdefault(row_id, begun)

    def counts(self, scope: str, period: str, part: str) -> dict[str, int]:
        """Return the counts of a part as they are."""
        held: dict[str, int] = self._rows[place(scope, period)][self._parts].get(part, {})
        return held

    def add(self, scope: str, period: str, part: str, change: Counts) -> None:
        """Add to the counts of a part."""
        counts = Counter(self.counts(scope, period, part))
        counts.update(change)
        self.set(scope, period, part, counts)

    def set(self, scope: str, period: str, part: str, counts: Counts) -> None:
        """Make a part hold these counts."""
        parts = dict(self._begin(scope, period)[self._parts])
        parts.pop(part, None)
        if kept := facts.without_zeros(counts):
            parts[part] = kept
        self.replace(scope, period, parts)

    def replace(self, scope: str, period: str, parts: Mapping[str, Mapping[str, int]]) -> None:
        """Make a document hold exactly these parts."""
        row = self._begin(scope, period)
        fresh = {part: dict(counts) for part, counts in sorted(parts.items())}
        if fresh != row[self._parts]:
            row[self._parts] = fresh
            self._changed.add(row["_id"])

    async def write(self) -> None:
        """Write what changed."""
        writes = [
            ReplaceOne({"_id": row_id}, self._rows[row_id], upsert=True)
            for row_id in sorted(self._changed)
        ]
        for first in range(0, len(writes), _WRITES_AT_ONCE):
            part = writes[first : first + _WRITES_AT_ONCE]
            await self._collection.bulk_write(part, session=self._tx.session)
