"""One question on its way to one reader: filled part by part, by what the reader may see."""

from datetime import datetime

from services.qa.attachments.model import access_to_files
from services.qa.attachments.queries import attachments_of
from services.qa.bootstrap import QaRuntime
from services.qa.deadlines import clocks
from services.qa.deadlines import queries as deadlines
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.deadlines.model import NoDeadlinePolicy, Policy
from services.qa.directory import queries as directory
from services.qa.questions import contacts, shown, timeline
from services.qa.questions.access import Access, Standing
from services.qa.questions.actions import actions
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.model import ANSWERED, RESPONDERS
from services.qa.questions.shown import Names, Units
from services.qa.topics.queries import topic
from shared.clock import now
from shared.collation import vietnamese_sort_key
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.parts import MergedRef, PauseOut
from shared.contracts.qa.questions import ExplainedDay, QuestionOut
from shared.personal_text import mask_personal


async def question_out(
    qa: QaRuntime, question: QuestionDocument, standing: Standing
) -> QuestionOut:
    """Return a question with its timeline and the explanation of its due date."""
    at = now()
    entries = await timeline.read(question.id)
    units = await directory.unit_refs(shown.named_units(question, entries))
    names = await _names(qa, question, entries) if standing.access >= Access.OVERSEER else None
    clock = await deadlines.explanation(question.id)
    policy = await _policy(question, at) if standing.access > Access.PUBLIC else None
    out = QuestionOut(
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
        is_overdue=question.is_overdue(at),
        is_due_soon=question.is_due_soon(at),
        timeline=[
            shown.entry_out(entry, units, names)
            for entry in entries
            if _is_shown(entry, standing.access)
        ],
        answer=shown.answer_out(question.answer, units),
        attachments=await attachments_of(question, access_to_files(standing), qa.cipher),
        forwards=question.forwards,
        is_edited=bool(question.answer and question.answer.public),
        version=question.version,
        actions=await _actions(qa, question, standing, policy, at),
    )
    match standing.access:
        case Access.PUBLIC:
            _for_all(out, question, units)
        case Access.SUPPORTER:
            _for_supporters(out, question, standing, units, at)
        case _:
            _between_sender_and_unit(out, question, clock, names)
            await _merged(out, question, sees_all=names is not None)
    if names is not None:
        _inside(out, question, names, policy)
    if names is not None and standing.access is not Access.SUPPORTER:
        _work(out, question, units, names, at)
    if standing.access is Access.RESPONDER:
        await _for_the_lead(out, qa, question, policy, clock)
    return out


async def _names(
    qa: QaRuntime, question: QuestionDocument, entries: list[TimelineDocument]
) -> Names:
    return await directory.person_names(shown.named_people(question, entries), qa.cipher)


async def _policy(question: QuestionDocument, at: datetime) -> Policy | None:
    try:
        return await clocks.unit_policy(question.lead_unit, question.topic, at)
    except NoDeadlinePolicy:  # what is stored can be read all the same
        return None


async def _actions(
    qa: QaRuntime,
    question: QuestionDocument,
    standing: Standing,
    policy: Policy | None,
    at: datetime,
) -> list[str]:
    is_with_coordinator = False
    if standing.access is Access.RESPONDER:
        root = await directory.root_unit(qa.settings.root_unit)
        is_with_coordinator = root.id == question.lead_unit
    return actions(
        question,
        standing,
        at,
        needs_approval=policy is not None and policy.approval == "always",
        is_with_coordinator=is_with_coordinator,
    )


def _is_shown(entry: TimelineDocument, seen: Access) -> bool:
    match seen:
        case Access.PUBLIC:
            return entry.kind in shown.SHOWN_TO_ALL
        case Access.ASKER:
            return entry.kind in shown.SHOWN_TO_ASKER
        case Access.SUPPORTER:
            return entry.kind in shown.SHOWN_TO_SUPPORTERS
    return True


def _for_all(out: QuestionOut, question: QuestionDocument, units: Units) -> None:
    """Show what everybody reads: the public version where there is one."""
    out.title, out.body = question.title_for_all, question.body_for_all
    out.answer = shown.answer_out(question.answer, units, for_all=True)
    out.corrections = shown.corrections_out(question, with_texts=False)
    out.forwards = 0


def _for_supporters(
    out: QuestionOut, question: QuestionDocument, standing: Standing, units: Units, at: datetime
) -> None:
    """Show the question and the unit's own part; nothing that tells who the sender is."""
    out.title, out.body = mask_personal(question.title), mask_personal(question.body)
    for entry in out.timeline:  # a reason may be in the sender's own words
        entry.note = mask_personal(entry.note)
    is_public = question.is_published
    out.answer = shown.answer_out(question.answer, units, for_all=True) if is_public else None
    own = [support for support in question.supports if support.unit in standing.supports]
    out.supports = [shown.support_out(support, units, at) for support in own]


def _between_sender_and_unit(
    out: QuestionOut,
    question: QuestionDocument,
    clock: DeadlineDocument | None,
    names: Names | None,
) -> None:
    out.public = question.answer.public if question.answer else None
    out.messages = [shown.message_out(message, names) for message in question.messages]
    out.corrections = shown.corrections_out(question, with_texts=True)
    out.rejection = shown.rejection_out(question)
    out.rating = shown.rating_out(question)
    out.reopen_until = question.reopen_until if question.status in ANSWERED else None
    if clock:
        out.pauses = [PauseOut(starts=one.starts, ends=one.ends) for one in clock.pauses]
        out.extensions = shown.extensions_out(question, clock.starts_at)


async def _merged(out: QuestionOut, question: QuestionDocument, *, sees_all: bool) -> None:
    """Show the question this one went into and what came of it; inside also those that came here.

    The sender of this one reads what everybody reads, else the reply: the unit answered both.
    """
    if question.merged_into:
        into = await QuestionDocument.find_one({"code": question.merged_into})
        if into:
            out.merged_into = _merged_ref(into, sees_all=sees_all)
            out.rejection = shown.rejection_out(into)
            units = await directory.unit_refs([into.answer.unit] if into.answer else [])
            out.answer = shown.answer_out(into.answer, units, for_all=True)
    if sees_all and question.merged_from:
        found = await QuestionDocument.find({"code": {"$in": question.merged_from}}).to_list()
        out.merged_from = [_merged_ref(one, sees_all=True) for one in found]


def _merged_ref(question: QuestionDocument, *, sees_all: bool) -> MergedRef:
    title = question.title_for_all if question.is_published else ""
    if sees_all:
        title = question.title
    return MergedRef(code=question.code, title=title, is_published=question.is_published)


def _inside(
    out: QuestionOut, question: QuestionDocument, names: Names, policy: Policy | None
) -> None:
    out.assignee = names.get(question.assignee or "", "")
    out.assignee_id = question.assignee or ""
    if policy:
        out.forwards_allowed = policy.forwards_allowed
        out.needs_approval = policy.approval == "always"


def _work(
    out: QuestionOut, question: QuestionDocument, units: Units, names: Names, at: datetime
) -> None:
    out.draft = shown.draft_out(question.draft, names)
    if question.draft:
        out.public = question.draft.public
    out.supports = [shown.support_out(support, units, at) for support in question.supports]
    out.notes = [shown.note_out(note, names) for note in question.notes]


async def _for_the_lead(
    out: QuestionOut,
    qa: QaRuntime,
    question: QuestionDocument,
    policy: Policy | None,
    clock: DeadlineDocument | None,
) -> None:
    out.contact = contacts.unseal(question.contact, question.id, qa.cipher)
    out.flags = shown.flags_of(question)
    if policy and clock and question.is_open:
        set_by = await clocks.policy_of(clock)
        out.extension_days_left = clocks.extension_days_left(set_by, clock)
    if "assign" in out.actions or "notes" in out.actions:
        people = await directory.staff(RESPONDERS, question.lead_unit)
        refs = [PersonRef(id=person.id, name=person.name(qa.cipher)) for person in people]
        out.assignable = sorted(refs, key=lambda person: vietnamese_sort_key(person.name))


def _due_days(clock: DeadlineDocument | None) -> list[ExplainedDay]:
    days = clock.days if clock else []
    return [ExplainedDay(**day.model_dump()) for day in days]
