"""Reading one's own consents."""

from collections.abc import Sequence

from services.qa.consents.documents import ConsentDocument
from services.qa.consents.model import known_texts
from services.qa.questions.documents import QuestionDocument
from shared.contracts.qa.consents import ConsentOut
from shared.marks import MarkedList, cut_page
from shared.paging import Page


async def list_own_consents(person: str, cursor: str | None, limit: int) -> Page[ConsentOut]:
    """Return what a person agreed to, question by question, the newest first."""
    listed = MarkedList("owned_mark", {"owner": person}, newest_first=True)
    rows = await listed.rows(QuestionDocument.get_pymongo_collection(), limit + 1, cursor)
    found, following = cut_page(rows, "owned_mark", limit)
    questions = [QuestionDocument.model_validate(row) for row in found]
    said = await _of_questions([question.id for question in questions])
    items = [
        _consent_out(question, said[question.id]) for question in questions if question.id in said
    ]
    return Page[ConsentOut](items=items, next_cursor=following)


async def _of_questions(questions: Sequence[str]) -> dict[str, list[ConsentDocument]]:
    found = ConsentDocument.find({"question": {"$in": list(questions)}}).sort("_id")
    said: dict[str, list[ConsentDocument]] = {}
    for row in await found.to_list():
        said.setdefault(row.question, []).append(row)
    return said


def _consent_out(question: QuestionDocument, said: list[ConsentDocument]) -> ConsentOut:
    given = [row for row in said if row.kind == "given"][-1]
    withdrawn = [row for row in said if row.kind == "withdrawn" and row.at >= given.at]
    return ConsentOut(
        id=given.id,
        code=question.code,
        title=question.title,
        text=known_texts()[given.text_hash],
        given_at=given.at,
        withdrawn_at=withdrawn[-1].at if withdrawn else None,
        is_published=question.is_published,
        version=question.version,
    )
