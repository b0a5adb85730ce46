"""The append-only timeline: written with the change it tells of, read in order."""

from collections.abc import Iterable

from services.qa.questions.documents import Line, TimelineDocument
from services.qa.questions.model import Entry, Question
from shared.mongo import Transaction


def numbered(question: Question, entries: Iterable[Entry]) -> list[Line]:
    """Return entries with the next numbers of a question, which counts them."""
    return [_line(question.id, question.count_line(), entry) for entry in entries]


def _line(question: str, number: int, entry: Entry) -> Line:
    return Line(id=f"{question}:{number}", question=question, number=number, **entry.model_dump())


async def append(tx: Transaction, question: Question, entries: Iterable[Entry]) -> None:
    """Write entries; the question must be saved in the same transaction."""
    if documents := numbered(question, entries):
        await TimelineDocument.insert_many(documents, session=tx.session)


async def read(question: str) -> list[TimelineDocument]:
    """Return the timeline of a question, oldest first: a step of the ladder is noted later."""
    lines = await TimelineDocument.find({"question": question}).sort("number").to_list()
    return sorted(lines, key=lambda line: line.at)
