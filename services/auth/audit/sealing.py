"""Chaining the audit log: rows are added freely, and sealed in batches a little later.

Nothing that adds a row waits for another one; only the sealing itself is one after the other. A
row whose transaction commits late goes into a later link, so links need no order of the rows.
"""

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from services.auth.audit.documents import AuditEventDocument, AuditSealDocument
from services.auth.audit.model import BEGINNING, SealedRow, link_hash, row_hash
from shared.clock import now
from shared.logging import get_logger
from shared.mongo import Mongo, Transaction, transactional

_BATCH = 200
_log = get_logger(__name__)


async def seal_audit(mongo: Mongo) -> int:
    """Seal every row that is not yet; return how many. Two at once do no harm."""
    sealed = 0
    while True:
        try:
            link = await _seal_batch(mongo)
        except DuplicateKeyError:  # another process made this link
            continue
        if link is None:
            return sealed
        sealed += len(link.rows)
        _log.info("audit_sealed", link=link.id, rows=len(link.rows), hash=link.hash)


@transactional
async def _seal_batch(tx: Transaction) -> AuditSealDocument | None:
    rows = AuditEventDocument.get_pymongo_collection()
    waiting = rows.find({"is_unsealed": True}, session=tx.session).sort("_id", 1).limit(_BATCH)
    found = await waiting.to_list()
    if not found:
        return None
    last = await AuditSealDocument.find_all(session=tx.session).sort("-_id").limit(1).to_list()
    number, previous = (last[0].id + 1, last[0].hash) if last else (1, BEGINNING)
    held = [SealedRow(id=row["_id"], hash=row_hash(row)) for row in found]
    at = now()
    digest = link_hash(number, at, previous, held)
    link = AuditSealDocument(id=number, at=at, previous=previous, rows=held, hash=digest)
    await link.insert(session=tx.session)
    done = [UpdateOne({"_id": row["_id"]}, {"$unset": {"is_unsealed": ""}}) for row in found]
    await rows.bulk_write(done, session=tx.session)
    return link
