"""The append-only timeline: written with the change it tells of, read in order."""

from collections.abc import Iterable

from services.qa.questions.documents import Line, TimelineDocument
from services.qa.questions.model import Climbing, Entry
from shared.mongo import Transaction


def numbered(question: Climbing, entries: Iterable[Entry]) -> list[Line]:
    """Return entries with the next numbers of a question, which counts them."""
    return [line(question.id, question.count_line(), entry) for entry in entries]


def line(question: str, number: int, entry: Entry) -> Line:
    """Return an entry as the line of a question with this number."""
    return Line(id=f"{question}:{number}", question=question, number=number, **entry.model_dump())


async def append(tx: Transaction, question: Climbing, entries: Iterable[Entry]) -> None:
    """Write entries; the question must be saved in the same transaction."""
    if documents := numbered(question, entries):
        await TimelineDocument.insert_many(documents, session=tx.session)


async def read(question: str) -> list[TimelineDocument]:
    """Return the timeline of a question, oldest first."""
    return await TimelineDocument.find({"question": question}).sort("number").to_list()
