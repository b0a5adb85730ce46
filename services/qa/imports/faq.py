"""Rows that become ready answers."""

from collections.abc import Sequence

from services.qa.faq.documents import FaqDocument
from services.qa.faq.service import keep_version
from services.qa.imports.rows import FaqRow
from services.qa.imports.writing import Batch
from shared.clock import now, today
from shared.ids import new_id
from shared.mongo import Transaction


class FaqWriter:
    """Writes ready answers, each with its version for the history."""

    async def create(self, tx: Transaction, batch: Batch[FaqRow]) -> list[tuple[str, int]]:
        """Make the entries."""
        entries = [_entry(row) for row in batch.rows]
        for entry in entries:
            await keep_version(tx, entry, "added", batch.job.by)
        await FaqDocument.insert_many(entries, session=tx.session)
        return [(entry.id, entry.version) for entry in entries]

    async def versions(self, tx: Transaction, targets: Sequence[str]) -> dict[str, int]:
        """Return in which version the entries are."""
        collection = FaqDocument.get_pymongo_collection()
        wanted = {"_id": {"$in": list(targets)}}
        rows = collection.find(wanted, {"version": 1}, session=tx.session)
        return {row["_id"]: row["version"] for row in await rows.to_list()}

    async def update(
        self, tx: Transaction, batch: Batch[FaqRow], targets: Sequence[str]
    ) -> list[tuple[str, int]]:
        """Give the entries their new texts and days."""
        wanted = {"_id": {"$in": list(targets)}}
        held = {one.id: one for one in await FaqDocument.find(wanted, session=tx.session).to_list()}
        for row, target in zip(batch.rows, targets, strict=True):
            entry = held[target]
            entry.title, entry.answer = row.title, row.answer
            entry.unit, entry.topic = row.unit, row.topic
            entry.valid_from, entry.valid_to = row.valid_from or entry.valid_from, row.valid_to
            entry.version += 1
            await keep_version(tx, entry, "edited", batch.job.by)
            await entry.replace(session=tx.session)
        return [(target, held[target].version) for target in targets]


def _entry(row: FaqRow) -> FaqDocument:
    return FaqDocument(
        id=new_id(),
        title=row.title,
        answer=row.answer,
        html="",
        unit=row.unit,
        topic=row.topic,
        valid_from=row.valid_from or min(today(), row.valid_to or today()),
        valid_to=row.valid_to,
        updated_at=now(),
        mark="",
        search_terms=[],
    )
