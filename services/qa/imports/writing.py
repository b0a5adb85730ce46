"""What becomes of rows: compared with what was taken before, then written, in a transaction."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from beanie.odm.utils.dump import get_dict
from pymongo import ReplaceOne

from services.qa.imports.documents import ImportDocument, ImportedDocument
from services.qa.imports.rows import R, ReadRow
from shared.contracts.qa.imports import ImportKind
from shared.mongo import Transaction

W = TypeVar("W", bound=ReadRow)


@dataclass(frozen=True)
class Batch(Generic[R]):
    """Rows of one import that are to be written together."""

    job: ImportDocument
    rows: Sequence[R]


class Writer(Protocol[W]):
    """Writes rows of one kind; both return each target's id and version, in the rows' order."""

    async def create(self, tx: Transaction, batch: Batch[W]) -> list[tuple[str, int]]:
        """Make what is not there yet."""
        ...

    async def versions(self, tx: Transaction, targets: Sequence[str]) -> dict[str, int]:
        """Return in which version things are now."""
        ...

    async def update(
        self, tx: Transaction, batch: Batch[W], targets: Sequence[str]
    ) -> list[tuple[str, int]]:
        """Change what nobody worked on since."""
        ...


def imported_id(kind: ImportKind, source: str, external_id: str) -> str:
    """Return under what a row of an old portal is known."""
    return hashlib.sha256(f"{kind.value}\0{source}\0{external_id}".encode()).hexdigest()


async def write_rows(tx: Transaction, writer: Writer[W], batch: Batch[W]) -> Counter[str]:
    """Write rows, or only count what would be done; returns how many came to what."""
    job = batch.job
    ids = [imported_id(job.kind, job.source, row.external_id) for row in batch.rows]
    held = ImportedDocument.find({"_id": {"$in": ids}}, session=tx.session)
    known = {one.id: one for one in await held.to_list()}
    versions = await writer.versions(tx, [one.target for one in known.values()])
    fresh: list[int] = []
    changed: list[int] = []
    counted: Counter[str] = Counter()
    for place, (row, key) in enumerate(zip(batch.rows, ids, strict=True)):
        before = known.get(key)
        if before is None:
            fresh.append(place)
        elif before.digest == row.digest:
            counted["unchanged"] += 1
        elif versions.get(before.target) != before.version:
            counted["kept"] += 1
        else:
            changed.append(place)
    counted += Counter(created=len(fresh), updated=len(changed))
    if job.dry_run:
        return counted
    created, updated = _part(batch, fresh), _part(batch, changed)
    targets = [known[ids[place]].target for place in changed]
    became = await writer.create(tx, created) if fresh else []
    became += await writer.update(tx, updated, targets) if changed else []
    await _remember(tx, batch, [ids[place] for place in fresh + changed], fresh + changed, became)
    return counted


def _part(batch: Batch[W], places: Sequence[int]) -> Batch[W]:
    return Batch(batch.job, [batch.rows[place] for place in places])


async def _remember(
    tx: Transaction,
    batch: Batch[W],
    ids: Sequence[str],
    places: Sequence[int],
    became: Sequence[tuple[str, int]],
) -> None:
    writes: list[ReplaceOne[dict[str, Any]]] = []
    for key, place, (target, version) in zip(ids, places, became, strict=True):
        one = ImportedDocument(
            id=key, import_id=batch.job.id, digest=batch.rows[place].digest, target=target,
            version=version,
        )  # fmt: skip
        writes.append(ReplaceOne({"_id": key}, get_dict(one, to_db=True), upsert=True))
    if writes:
        await ImportedDocument.get_pymongo_collection().bulk_write(writes, session=tx.session)
