"""As what a caller meets a question, and what is told at asking and at a stale change."""

from typing import Any

from services.qa.bootstrap import QaRuntime
from services.qa.deputies.queries import acting_for
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.questions import contacts, shown
from services.qa.questions.access import APPROVERS, Access, Standing, access, standing
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS, Question
from services.qa.questions.problems import QuestionChanged
from services.qa.questions.reading import question_out
from services.qa.questions.shown import answer_out
from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.questions import AskedQuestion
from shared.identity import Caller
from shared.versions import etag

__all__ = [
    "access_to", "answer_out", "asked_question", "changed", "question_out", "standing_of",
]  # fmt: skip


async def access_to(
    question: QuestionDocument, caller: Caller, secret: str | None = None
) -> Access | None:
    """Return what a caller, maybe with the tracking secret, may see of a question."""
    knows = contacts.is_secret(secret, question.secret_hash)
    return access(question, caller, knows_secret=knows, above=await _above(question, caller))


async def standing_of(
    question: QuestionDocument, caller: Caller, secret: str | None = None
) -> Standing | None:
    """Return as what a caller, maybe with the tracking secret, meets a question."""
    approves = False
    if caller.has_role(*RESPONDERS, unit=question.lead_unit):
        unit = question.lead_unit
        approves = any([await acting_for(caller, unit, role) for role in APPROVERS])
    return standing(
        question,
        caller,
        knows_secret=contacts.is_secret(secret, question.secret_hash),
        above=await _above(question, caller),
        approves=approves,
    )


async def _above(question: QuestionDocument, caller: Caller) -> set[str]:
    looks_down = caller.has_role("coordinator", "leader")
    return set(await directory.ancestors(question.lead_unit)) if looks_down else set()


def asked_question(question: Question, unit: UnitDocument, secret: str) -> AskedQuestion:
    """Return the answer to asking."""
    return AskedQuestion(
        code=question.code,
        secret=secret,
        status=question.status,
        unit=UnitRef(id=unit.id, name=unit.name, name_en=unit.name_en),
        asked_at=question.asked_at,
        due_at=question.due_at,
    )


async def changed(
    qa: QaRuntime, question: QuestionDocument, *, inside: bool = True
) -> QuestionChanged:
    """Return the refusal of a stale change, with what the question is now beside it.

    The texts are for those inside: the sender learns the state alone.
    """
    told: dict[str, Any] = {"current_version": question.version, "question_status": question.status}
    if inside:
        writer = [question.draft.by] if question.draft else []
        names = await directory.person_names(writer, qa.cipher)
        draft = shown.draft_out(question.draft, names)
        told["draft"] = draft.model_dump(mode="json") if draft else None
        told["answer"] = question.answer.text if question.answer else None
    return QuestionChanged(**told, headers={"ETag": etag(question.version)})
