"""The append-only timeline: written with the change it tells of, read in order."""

from collections.abc import Iterable

from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.model import Entry
from shared.mongo import Transaction


def numbered(question: QuestionDocument, entries: Iterable[Entry]) -> list[TimelineDocument]:
    """Return entries with the next numbers of a question, which counts them."""
    documents = []
    for entry in entries:
        question.timeline_length += 1
        row_id = f"{question.id}:{question.timeline_length:05}"
        documents.append(TimelineDocument(id=row_id, **entry.model_dump()))
    return documents


async def append(tx: Transaction, question: QuestionDocument, entries: Iterable[Entry]) -> None:
    """Write entries; the question must be saved in the same transaction."""
    if documents := numbered(question, entries):
        await TimelineDocument.insert_many(documents, session=tx.session)


async def read(question: str) -> list[TimelineDocument]:
    """Return the timeline of a question, oldest first."""
    bounds = {"_id": {"$gt": f"{question}:", "$lt": f"{question};"}}
    return await TimelineDocument.find(bounds).sort("_id").to_list()
