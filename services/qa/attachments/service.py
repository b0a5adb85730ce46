"""What people do with files; each change is one transaction.

A file is kept in pieces before its transaction, under a record that nobody sees yet: ten megabytes
do not belong into a transaction. Records left that way are swept away later.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from services.qa.attachments.checks import Checked
from services.qa.attachments.documents import AttachmentDocument, name_context
from services.qa.attachments.model import Side, access_to_files, may_see, must_take_files, side_of
from services.qa.attachments.names import clean_name
from services.qa.attachments.problems import (
    AttachmentHarmful,
    AttachmentKept,
    AttachmentNotFound,
    AttachmentNotReady,
    AttachmentNotYours,
    AttachmentStaysPrivate,
    TooManyAttachments,
)
from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.questions import timeline
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Access, Entry, Question
from services.qa.questions.problems import NotYourUnit, QuestionNotFound
from services.qa.questions.views import standing_of
from shared.clock import now
from shared.contracts.qa.attachments import MEDIA_TYPES
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional

SCAN = "qa.scan_attachments"


@dataclass(frozen=True)
class Visit:
    """Who comes to which question's files, maybe with the tracking secret."""

    qa: QaRuntime
    caller: Caller
    code: str
    secret: str | None = None


@dataclass(frozen=True)
class Sent:
    """A file as it came; the name is percent-encoded."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """How it is known again."""
        return hashlib.sha256(self.data).hexdigest()


async def open_question(
    visit: Visit, tx: Transaction | None = None
) -> tuple[QuestionDocument, Access]:
    """Return a question and what the visitor may see of it; raises `QuestionNotFound`."""
    session = tx.session if tx else None
    question = await QuestionDocument.find_one({"code": visit.code}, session=session)
    standing = await standing_of(question, visit.caller, visit.secret) if question else None
    if question is None or standing is None:
        raise QuestionNotFound
    return question, access_to_files(standing)


async def may_send(visit: Visit) -> None:
    """Raise what refuses any file of this visitor, before it is read and checked."""
    question, seen = await open_question(visit)
    side = side_of(seen)
    must_take_files(question)
    held = await AttachmentDocument.find({"question": question.id}).to_list()
    _must_have_room(visit.qa, held, side, spare=1)  # it may be one sent before


async def add_attachment(visit: Visit, sent: Sent) -> AttachmentDocument:
    """Check, keep and note a file; the same file of the same side again is the first one.

    Raises `FileRefused` for what it holds, `TooManyAttachments`, `AttachmentsClosed`.
    """
    question, seen = await open_question(visit)
    side = side_of(seen)
    must_take_files(question)
    if before := await _sent_before(question, side, sent):
        return before
    checked = await visit.qa.files.check(sent.data)
    kept = await _keep(visit, question.id, sent, checked)
    try:
        added = await _add(visit.qa.mongo, visit, kept, sent)
    except BaseException:
        await _sweep(kept)
        raise
    if added.id != kept.id:
        await _sweep(kept)
    return added


async def _sent_before(
    question: Question, side: Side, sent: Sent, tx: Transaction | None = None
) -> AttachmentDocument | None:
    session = tx.session if tx else None
    held = await AttachmentDocument.find({"question": question.id}, session=session).to_list()
    for one in held:
        if (one.by, one.sent_sha256) == (side, sent.sha256) and one.state != "uploading":
            return one
    return None


async def _keep(visit: Visit, question: str, sent: Sent, checked: Checked) -> AttachmentDocument:
    """Store a file that is not there yet for anybody."""
    qa, at, attachment_id = visit.qa, now(), new_id()
    name = clean_name(sent.name, checked.kind)
    size = len(checked.data)
    attachment = AttachmentDocument(
        id=attachment_id,
        question=question,
        by="sender",  # said for good when it is added
        sealed_name=qa.cipher.seal(name, name_context(attachment_id)),
        media_type=MEDIA_TYPES[checked.kind],
        bytes=size,
        pieces=-(-size // storing.PIECE_BYTES),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        sent_sha256=sent.sha256,
        at=at,
        state="uploading",
        uploading_since=at,
    )
    await attachment.insert()
    await storing.store_bytes(qa.cipher, attachment_id, checked.data)
    return attachment


@transactional
async def _add(
    tx: Transaction, visit: Visit, kept: AttachmentDocument, sent: Sent
) -> AttachmentDocument:
    question, seen = await open_question(visit, tx)
    must_take_files(question)
    side = side_of(seen)
    if before := await _sent_before(question, side, sent, tx):
        return before
    found = AttachmentDocument.find({"question": question.id}, session=tx.session)
    _must_have_room(visit.qa, await found.to_list(), side)
    is_scanned = visit.qa.settings.scanner_address != ""
    attachment: AttachmentDocument = kept.model_copy(
        update={
            "by": side,
            "person": visit.caller.id if side == "responder" else "",
            "state": "waiting" if is_scanned else "ready",
            "uploading_since": None,
            "scan_at": kept.at if is_scanned else None,
        }
    )
    await attachment.replace(session=tx.session)
    await note(tx, question, attachment, "attached", visit.caller.id)
    if is_scanned:
        tx.nudge(SCAN)
    return attachment


def _must_have_room(
    qa: QaRuntime, held: list[AttachmentDocument], side: Side, spare: int = 0
) -> None:
    settings = qa.settings
    limit = (
        settings.attachments_by_sender if side == "sender" else settings.attachments_by_responder
    )
    counted = [one for one in held if one.by == side and one.state in {"waiting", "ready"}]
    if len(counted) >= limit + spare:
        raise TooManyAttachments(limit=limit)


async def note(
    tx: Transaction,
    question: QuestionDocument,
    attachment: AttachmentDocument,
    kind: str,
    by: str = "",
) -> None:
    """Write into the timeline what became of a file; no name, people put theirs into it.

    Nor is it said who sends for the sender: one who works for a unit would be named by it.
    """
    is_senders = attachment.by == "sender"
    entry = Entry(
        kind=kind, role=attachment.by if by or is_senders else "system", at=now(),
        by="" if is_senders else by, unit="" if is_senders else question.lead_unit,
        after=attachment.id,
    )  # fmt: skip
    await timeline.append(tx, question, [entry])
    await question.replace(session=tx.session)


async def find_attachment(
    visit: Visit, attachment_id: str, tx: Transaction | None = None
) -> tuple[QuestionDocument, Access, AttachmentDocument]:
    """Return a file the visitor may know of; raises `AttachmentNotFound`."""
    question, seen = await open_question(visit, tx)
    session = tx.session if tx else None
    found = await AttachmentDocument.find_one({"_id": attachment_id}, session=session)
    if (
        found is None
        or found.question != question.id
        or found.state == "uploading"
        or not may_see(question, seen, found.by, is_public=found.is_public)
    ):
        raise AttachmentNotFound
    return question, seen, found


async def open_attachment(visit: Visit, attachment_id: str) -> tuple[AttachmentDocument, bool]:
    """Return a file to download, and whether everybody may have it."""
    question, _seen, found = await find_attachment(visit, attachment_id)
    if found.state == "waiting":
        raise AttachmentNotReady
    if found.state == "refused":
        raise AttachmentHarmful
    is_public = may_see(question, Access.PUBLIC, found.by, is_public=found.is_public)
    return found, is_public


@transactional
async def remove_attachment(tx: Transaction, visit: Visit, attachment_id: str) -> None:
    """Take a file back, by the side that sent it and before the answer."""
    question, seen, found = await find_attachment(visit, attachment_id, tx)
    if side_of(seen) != found.by:
        raise AttachmentNotYours
    if question.answer is not None and found.at <= question.answer.answered_at:
        raise AttachmentKept
    await AttachmentDocument.get_pymongo_collection().delete_one(
        {"_id": found.id}, session=tx.session
    )
    await storing.forget(found.id, found.pieces, tx)
    await note(tx, question, found, "detached", visit.caller.id)


@transactional
async def publish_attachment(
    tx: Transaction, visit: Visit, attachment_id: str, *, is_public: bool
) -> AttachmentDocument:
    """Show a file of the unit beside the published answer, or no longer; again changes nothing."""
    question, seen, found = await find_attachment(visit, attachment_id, tx)
    if seen is not Access.RESPONDER:
        raise NotYourUnit
    if found.by != "responder":
        raise AttachmentStaysPrivate
    if found.state == "refused":
        raise AttachmentHarmful
    if found.is_public is not is_public:
        found.is_public = is_public
        await found.replace(session=tx.session)
        kind = "attachment_published" if is_public else "attachment_hidden"
        await note(tx, question, found, kind, visit.caller.id)
    return found


async def _sweep(attachment: AttachmentDocument) -> None:
    """Delete a file that never came to be there."""
    await storing.forget(attachment.id, attachment.pieces)
    await AttachmentDocument.get_pymongo_collection().delete_one({"_id": attachment.id})
