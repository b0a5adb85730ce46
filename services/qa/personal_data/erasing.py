"""Erasing somebody: question by question, each in one transaction, again from where it stopped."""

from services.qa.attachments.documents import AttachmentDocument
from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.moderation.documents import ModerationDocument
from services.qa.notifications.documents import DeliveryDocument, SettingsDocument
from services.qa.personal_data.documents import PersonDataTaskDocument
from services.qa.personal_data.redacting import redact
from services.qa.questions import timeline
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.service_moves import withdraw_open
from services.qa.queue.documents import SearchesDocument
from shared.documents import Document
from shared.mongo import Mongo, Transaction, transactional

_BATCH = 100


async def erase_person(qa: QaRuntime, person: str) -> None:
    """Erase whatever leads to a person or was written by or about them; again changes nothing."""
    questions = QuestionDocument.get_pymongo_collection()
    while found := await questions.find({"owner": person}, {"_id": 1}).limit(_BATCH).to_list():
        for row in found:
            await _erase_question(qa.mongo, row["_id"])
    await _delete_rows(qa.mongo, DeliveryDocument, "recipient", f"person:{person}")
    copies = PersonDataTaskDocument.find({"person": person, "kind": "copy"})
    for task in await copies.to_list():
        await storing.forget(task.file, task.pieces)
        await task.delete()
    for kind in (SettingsDocument, SearchesDocument):
        await kind.get_pymongo_collection().delete_one({"_id": person})


@transactional
async def _erase_question(tx: Transaction, question_id: str) -> None:
    question = await QuestionDocument.get(question_id, session=tx.session)
    if question is None or question.owner is None:
        return
    if question.is_open:
        await timeline.append(tx, question, await withdraw_open(tx, question, ""))
    redact(question)
    await _forget_files(tx, question.id)
    await _empty(tx, TimelineDocument, question.id, "note")
    await _empty(tx, ModerationDocument, question.id, "reason", "note")
    await _delete(tx, DeliveryDocument, {"recipient": f"asker:{question.id}"})
    await question.replace(session=tx.session)


async def _forget_files(tx: Transaction, question: str) -> None:
    """Delete the files of both sides: an officer's may tell of the sender as well."""
    held = AttachmentDocument.find({"question": question}, session=tx.session)
    for attachment in await held.to_list():
        await storing.forget(attachment.id, attachment.pieces, tx)
        rows = AttachmentDocument.get_pymongo_collection()
        await rows.delete_one({"_id": attachment.id}, session=tx.session)


async def _empty(tx: Transaction, kind: type[Document], question: str, *fields: str) -> None:
    rows = kind.get_pymongo_collection()
    found = await rows.find({"question": question}, session=tx.session).to_list()
    for row in found:
        if any(row.get(field) for field in fields):
            emptied = {"$set": dict.fromkeys(fields, "")}
            await rows.update_one({"_id": row["_id"]}, emptied, session=tx.session)


async def _delete(tx: Transaction, kind: type[Document], condition: dict[str, str]) -> int:
    rows = kind.get_pymongo_collection()
    found = await rows.find(condition, {"_id": 1}, session=tx.session).limit(_BATCH).to_list()
    for row in found:
        await rows.delete_one({"_id": row["_id"]}, session=tx.session)
    return len(found)


async def _delete_rows(mongo: Mongo, kind: type[Document], field: str, value: str) -> None:
    while await transactional(_delete)(mongo, kind, {field: value}) == _BATCH:
        pass
