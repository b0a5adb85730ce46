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
        number = question.timeline_length
        documents.append(
            TimelineDocument(
                id=f"{question.id}:{number}",
                question=question.id,
                number=number,
                **entry.model_dump(),
            )
        )
    return documents


async def append(tx: Transaction, question: QuestionDocument, entries: Iterable[Entry]) -> None:
    """Write entries; the question must be saved in the same transaction."""
    if documents := numbered(question, entries):
        await TimelineDocument.insert_many(documents, session=tx.session)


async def read(question: str) -> list[TimelineDocument]:
    """Return the timeline of a question, oldest first."""
    return await TimelineDocument.find({"question": question}).sort("number").to_list()
