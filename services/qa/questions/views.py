"""Questions as this caller may see them."""

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines import queries as deadlines
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.questions import contacts, timeline
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.model import RESPONDERS, Access, Answer, Draft, access
from services.qa.questions.problems import QuestionChanged
from services.qa.topics.queries import topic
from shared.clock import now
from shared.collation import vietnamese_sort_key
from shared.contracts.qa.base import PersonRef, UnitRef
from shared.contracts.qa.questions import (
    AnswerOut,
    AskedQuestion,
    ContactOut,
    DraftOut,
    ExplainedDay,
    QuestionOut,
    TimelineEntry,
)
from shared.identity import Caller

_SHOWN_TO_ALL = {"asked", "received", "answered", "published"}
_SHOWN_TO_ASKER = _SHOWN_TO_ALL | {"assigned", "reminded", "escalated"}
Names = dict[str, str]
Units = dict[str, UnitRef]


async def access_to(
    question: QuestionDocument, caller: Caller, secret: str | None = None
) -> Access | None:
    """Return what a caller, maybe with the tracking secret, may see of a question."""
    looks_down = caller.has_role("coordinator", "leader")
    above = set(await directory.ancestors(question.lead_unit)) if looks_down else set()
    knows = contacts.is_secret(secret, question.secret_hash)
    return access(question, caller, knows_secret=knows, above=above)


def asked_question(question: QuestionDocument, unit: UnitDocument, secret: str) -> AskedQuestion:
    """Return the answer to asking."""
    return AskedQuestion(
        code=question.code,
        secret=secret,
        status=question.status,
        unit=UnitRef(id=unit.id, name=unit.name, name_en=unit.name_en),
        asked_at=question.asked_at,
        due_at=question.due_at,
    )


async def changed(qa: QaRuntime, question: QuestionDocument) -> QuestionChanged:
    """Return the refusal of a stale change, with what the question is now beside it."""
    writer = [question.draft.by] if question.draft else []
    names = await directory.person_names(writer, qa.cipher)
    draft = _draft_out(question.draft, names)
    return QuestionChanged(
        current_version=question.version,
        question_status=question.status,
        draft=draft.model_dump(mode="json") if draft else None,
        answer=question.answer.text if question.answer else None,
        headers={"ETag": f'"{question.version}"'},
    )


async def question_out(qa: QaRuntime, question: QuestionDocument, seen: Access) -> QuestionOut:
    """Return a question with its timeline and the explanation of its due date."""
    entries = await timeline.read(question.id)
    units = await directory.unit_refs([question.lead_unit, *(entry.unit for entry in entries)])
    inside = seen >= Access.OVERSEER
    names = await _names(qa, question, entries) if inside else None
    clock = await deadlines.explanation(question.id)
    actions = question.actions(seen)
    return QuestionOut(
        code=question.code,
        title=question.title,
        body=question.body,
        status=question.status,
        unit=units[question.lead_unit],
        topic=await topic(question.topic) if question.topic else None,
        may_publish=question.may_publish,
        is_published=question.is_published,
        asked_at=question.asked_at,
        due_at=question.due_at,
        due_is_provisional=question.due_is_provisional,
        due_days=_due_days(clock),
        due_policy=clock.policy_text if clock else "",
        due_policy_en=clock.policy_text_en if clock else "",
        is_overdue=question.is_overdue(now()),
        is_due_soon=question.is_due_soon(now()),
        assignee=names.get(question.assignee or "", "") if names is not None else "",
        assignee_id=(question.assignee or "") if inside else "",
        assignable=await _assignable(qa, question) if "assign" in actions else [],
        timeline=[_entry_out(entry, units, names) for entry in entries if _is_shown(entry, seen)],
        answer=answer_out(question.answer, units),
        contact=_contact(qa, question) if seen is Access.RESPONDER else None,
        draft=_draft_out(question.draft, names) if names is not None else None,
        version=question.version,
        actions=actions,
    )


def answer_out(answer: Answer | None, units: Units) -> AnswerOut | None:
    """Return an answer as it crosses."""
    if answer is None:
        return None
    return AnswerOut(
        text=answer.text,
        html=answer.html,
        unit=units.get(answer.unit) or UnitRef(id=answer.unit, name=answer.unit),
        answered_at=answer.answered_at,
        published_at=answer.published_at,
    )


async def _names(
    qa: QaRuntime, question: QuestionDocument, entries: list[TimelineDocument]
) -> Names:
    people = {entry.by for entry in entries} | {
        entry.after for entry in entries if entry.kind == "assigned"
    }
    people |= {question.assignee or "", question.draft.by if question.draft else ""}
    return await directory.person_names(people - {""}, qa.cipher)


async def _assignable(qa: QaRuntime, question: QuestionDocument) -> list[PersonRef]:
    """Return who may be given the question, by name."""
    people = await directory.staff(RESPONDERS, question.lead_unit)
    found = [PersonRef(id=person.id, name=person.name(qa.cipher)) for person in people]
    return sorted(found, key=lambda person: vietnamese_sort_key(person.name))


def _contact(qa: QaRuntime, question: QuestionDocument) -> ContactOut:
    return contacts.unseal(question.contact, question.id, qa.cipher)


def _is_shown(entry: TimelineDocument, seen: Access) -> bool:
    if seen is Access.PUBLIC:
        return entry.kind in _SHOWN_TO_ALL
    return seen is not Access.ASKER or entry.kind in _SHOWN_TO_ASKER


def _entry_out(entry: TimelineDocument, units: Units, names: Names | None) -> TimelineEntry:
    """Return a step; for a reader who may know no names (None) nobody is named."""
    unit = units.get(entry.unit)
    known = names or {}
    assignee = known.get(entry.after, "") if entry.kind == "assigned" else ""
    return TimelineEntry(
        at=entry.at,
        kind=entry.kind,
        role=entry.role,
        actor=known.get(entry.by, ""),
        unit=unit.name if unit and entry.unit else "",
        note="" if names is None else entry.note or assignee,
        told_role=entry.told_role,
    )


def _draft_out(draft: Draft | None, names: Names) -> DraftOut | None:
    if draft is None:
        return None
    return DraftOut(text=draft.text, by=names.get(draft.by, ""), saved_at=draft.saved_at)


def _due_days(clock: DeadlineDocument | None) -> list[ExplainedDay]:
    days = clock.days if clock else []
    return [ExplainedDay(**day.model_dump()) for day in days]
