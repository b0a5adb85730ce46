"""What the worker does for files; each may run twice at once."""

from datetime import timedelta

from services.qa.attachments.documents import AttachmentDocument
from services.qa.attachments.scanning import ScannerAway, is_harmful
from services.qa.attachments.service import note
from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.questions.documents import QuestionDocument
from shared.clock import now
from shared.logging import get_logger
from shared.mongo import Transaction, transactional

_log = get_logger(__name__)
_BATCH = 50
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=10)
_ABANDONED_AFTER = timedelta(hours=1)


async def scan_attachments(qa: QaRuntime) -> None:
    """Let the scanner look at the files that wait for it; one it cannot judge waits longer."""
    address = qa.settings.scanner_address
    due = AttachmentDocument.find({"scan_at": {"$lte": now()}}).sort("scan_at").limit(_BATCH)
    for attachment in await due.to_list():
        if not address:
            await _settle(qa.mongo, attachment.id, harmful=False)
            continue
        parts = storing.read(qa.cipher, attachment.id, attachment.pieces)
        try:
            harmful = await is_harmful(address, parts, qa.settings.scanner_timeout_seconds)
        except ScannerAway as error:
            _log.warning("scanner_away", attachment=attachment.id, said=str(error))
            await _postpone(qa.mongo, attachment.id)
        except storing.FileIncomplete:
            continue  # taken back, or found harmful, meanwhile
        else:
            await _settle(qa.mongo, attachment.id, harmful=harmful)


@transactional
async def _settle(tx: Transaction, attachment_id: str, *, harmful: bool) -> None:
    """Let a waiting file be had, or delete it; the second of two workers changes nothing."""
    found = await AttachmentDocument.find_one({"_id": attachment_id}, session=tx.session)
    if found is None or found.state != "waiting":
        return
    found.state = "refused" if harmful else "ready"
    found.scan_at = None
    await found.replace(session=tx.session)
    if not harmful:
        return
    await storing.forget(found.id, found.pieces, tx)
    question = await QuestionDocument.find_one({"_id": found.question}, session=tx.session)
    if question is not None:
        await note(tx, question, found, "attachment_refused")


@transactional
async def _postpone(tx: Transaction, attachment_id: str) -> None:
    found = await AttachmentDocument.find_one({"_id": attachment_id}, session=tx.session)
    if found is None or found.state != "waiting":
        return
    wait = min(_FIRST_WAIT * 2 ** min(found.scan_attempts, 10), _LONGEST_WAIT)
    found.scan_attempts += 1
    found.scan_at = now() + wait
    await found.replace(session=tx.session)


async def sweep_uploads(qa: QaRuntime) -> None:
    """Delete what uploads left that ended half-way, such as with their process."""
    limit = {"uploading_since": {"$lte": now() - _ABANDONED_AFTER}}
    for attachment in await AttachmentDocument.find(limit).limit(_BATCH).to_list():
        await _forget(qa.mongo, attachment.id)


@transactional
async def _forget(tx: Transaction, attachment_id: str) -> None:
    found = await AttachmentDocument.find_one({"_id": attachment_id}, session=tx.session)
    if found is None or found.state != "uploading":
        return
    await storing.forget(found.id, found.pieces, tx)
    collection = AttachmentDocument.get_pymongo_collection()
    await collection.delete_one({"_id": found.id}, session=tx.session)
