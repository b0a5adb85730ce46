"""Rows that become published, answered questions; nobody is told of them."""

from collections.abc import Sequence

from services.qa.imports.rows import QuestionRow
from services.qa.imports.writing import Batch
from services.qa.questions import contacts, timeline
from services.qa.questions.answers import as_html
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.model import Answer, Entry
from services.qa.search.model import terms_of
from shared.clock import now
from shared.contracts.qa.questions import QuestionStatus
from shared.folding import fold
from shared.ids import new_id, new_secret, readable_code
from shared.mongo import Transaction


class QuestionWriter:
    """Writes questions with their timelines."""

    async def create(self, tx: Transaction, batch: Batch[QuestionRow]) -> list[tuple[str, int]]:
        """Make the questions, answered and published on their own days."""
        questions = [_question(row, batch.job.source) for row in batch.rows]
        entries = [
            entry
            for question in questions
            for entry in timeline.numbered(question, _history(question))
        ]
        await TimelineDocument.insert_many(entries, session=tx.session)
        await QuestionDocument.insert_many(questions, session=tx.session)
        return [(question.id, question.version) for question in questions]

    async def versions(self, tx: Transaction, targets: Sequence[str]) -> dict[str, int]:
        """Return in which version the questions are."""
        collection = QuestionDocument.get_pymongo_collection()
        wanted = {"_id": {"$in": list(targets)}}
        rows = collection.find(wanted, {"version": 1}, session=tx.session)
        return {row["_id"]: row["version"] for row in await rows.to_list()}

    async def update(
        self, tx: Transaction, batch: Batch[QuestionRow], targets: Sequence[str]
    ) -> list[tuple[str, int]]:
        """Give the questions their new texts and days."""
        wanted = {"_id": {"$in": list(targets)}}
        found = await QuestionDocument.find(wanted, session=tx.session).to_list()
        held = {question.id: question for question in found}
        for row, target in zip(batch.rows, targets, strict=True):
            question = held[target]
            _fill(question, row)
            question.version += 1
            entry = Entry(kind="imported", role="system", at=now(), after=batch.job.source)
            await timeline.append(tx, question, [entry])
            await question.replace(session=tx.session)
        return [(target, held[target].version) for target in targets]


def _question(row: QuestionRow, source: str) -> QuestionDocument:
    question = QuestionDocument(
        id=new_id(),
        code=readable_code(),
        title=row.title,
        body=row.body,
        language="vi",
        may_publish=True,
        lead_unit=row.unit,
        secret_hash=contacts.hash_secret(new_secret()),  # nobody holds it
        asked_at=row.asked_at,
        due_at=row.answered_at,
        due_soon_at=row.answered_at,
        imported_from=source,
    )
    _fill(question, row)
    return question


def _fill(question: QuestionDocument, row: QuestionRow) -> None:
    """Set everything that a row says; when it was due nobody knows, so it was never late."""
    question.title, question.body, question.title_key = row.title, row.body, fold(row.title)
    question.lead_unit, question.topic = row.unit, row.topic
    question.asked_at = question.received_at = row.asked_at
    question.due_at = question.due_soon_at = row.answered_at
    question.answer = Answer(
        text=row.answer, html=as_html(row.answer), unit=row.unit, by="",
        answered_at=row.answered_at,
    )  # fmt: skip
    question.settle(QuestionStatus.ANSWERED, row.answered_at)
    question.show_to_all(row.answered_at)
    question.search_terms = terms_of(f"{row.title}\n{row.body}\n{row.answer}")


def _history(question: QuestionDocument) -> list[Entry]:
    answer = question.answer
    assert answer is not None  # noqa: S101 - it was just given
    at, unit = answer.answered_at, question.lead_unit
    return [
        Entry(kind="asked", role="sender", at=question.asked_at, after=QuestionStatus.SUBMITTED),
        Entry(kind="answered", role="responder", at=at, unit=unit, after=question.status),
        Entry(kind="published", role="responder", at=at, unit=unit),
        Entry(kind="imported", role="system", at=now(), after=question.imported_from or ""),
    ]
