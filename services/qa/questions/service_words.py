"""Words between the sender, the unit, its supporters and colleagues; each one transaction."""

from datetime import datetime

from pydantic import BaseModel

from services.qa.deadlines import clocks
from services.qa.directory import queries as directory
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS
from services.qa.questions.opening import (
    Working,
    must_be_current,
    open_for_sender,
    open_for_work,
    open_question,
    save,
)
from services.qa.questions.parts import Note, Support
from services.qa.questions.preparing import receiving_unit
from services.qa.questions.problems import NotYourUnit, SupportAlreadyAsked, unusable
from shared.clock import now
from shared.contracts.qa.events import (
    AnswerRated,
    ColleagueMentioned,
    FollowUpAdded,
    InformationProvided,
    InformationRequested,
    ReplyAdded,
    SupportAsked,
    SupportReplied,
)
from shared.contracts.qa.work import (
    AddFollowUp,
    AddNote,
    AskSupport,
    ProvideInformation,
    RateAnswer,
    ReplySupport,
    ReplyToSender,
    RequestInformation,
    ResumeWork,
)
from shared.idempotency import Once
from shared.mongo import Transaction, transactional
from shared.working_time import deadline


@transactional
async def request_information(
    tx: Transaction, work: Working, form: RequestInformation
) -> QuestionDocument:
    """Ask the sender; the clock stands still until they answer."""
    question, at = (await open_for_work(tx, work)).question, now()
    entries = question.request_information(form.text, work.caller.id, at)
    await clocks.pause(tx, question, at)
    tx.emit(InformationRequested(code=question.code, unit=question.lead_unit))
    return await save(tx, question, entries)


@transactional
async def provide_information(
    tx: Transaction, work: Working, form: ProvideInformation
) -> QuestionDocument:
    """Take what the sender was asked for; the clock goes on."""
    question, at = (await open_for_sender(tx, work)).question, now()
    entries = question.provide_information(form.text, at)
    await clocks.resume(tx, question, at)
    tx.emit(InformationProvided(code=question.code, unit=question.lead_unit))
    return await save(tx, question, entries)


@transactional
async def resume_work(tx: Transaction, work: Working, form: ResumeWork) -> QuestionDocument:
    """Go on without the information asked for."""
    question, at = (await open_for_work(tx, work)).question, now()
    entries = question.resume(form.reason, work.caller.id, at)
    await clocks.resume(tx, question, at)
    return await save(tx, question, entries)


@transactional
async def ask_support(tx: Transaction, work: Working, form: AskSupport) -> QuestionDocument:
    """Ask another unit for its part, by a date of its own."""
    question, at = (await open_for_work(tx, work)).question, now()
    question.must_allow("supports")
    unit = await receiving_unit(form.unit, at)
    if unit.id == question.lead_unit:
        raise unusable("unit", "same_unit", "this unit has the question")
    if unit.id in (question.supporting or ()):
        raise SupportAlreadyAsked
    calendar = await directory.calendar(unit.calendar)
    support = Support(
        unit=unit.id, request=form.request, by=work.caller.id, asked_at=at,
        due_at=deadline(calendar, at, form.working_days).due_at,
    )  # fmt: skip
    tx.emit(SupportAsked(code=question.code, unit=question.lead_unit, support=unit.id))
    return await save(tx, question, question.ask_support(support))


@transactional
async def reply_support(
    tx: Transaction, work: Working, unit: str, form: ReplySupport
) -> QuestionDocument:
    """Give a supporting unit's part."""
    opened = await open_question(tx, work)
    if unit not in opened.standing.supports:
        raise NotYourUnit
    await must_be_current(work, opened)
    question = opened.question
    entries = question.reply_support(unit, form.text, work.caller.id, now())
    tx.emit(SupportReplied(code=question.code, unit=question.lead_unit, support=unit))
    return await save(tx, question, entries)


class _Kept(BaseModel):
    """That a word was taken."""

    at: datetime


@transactional
async def add_follow_up(
    tx: Transaction, work: Working, form: AddFollowUp, key: str | None = None
) -> QuestionDocument:
    """Take a further word of the sender; the same request again adds nothing."""
    question, at = (await open_for_sender(tx, work)).question, now()
    once = Once(f"follow-up:{question.id}", key, form, work.qa.cipher)
    if await once.first_answer(tx, _Kept):
        return question
    entries = question.add_follow_up(form.text, at)
    tx.emit(FollowUpAdded(code=question.code, unit=question.lead_unit))
    once.keep(tx, _Kept(at=at))
    return await save(tx, question, entries)


@transactional
async def reply_to_sender(tx: Transaction, work: Working, form: ReplyToSender) -> QuestionDocument:
    """Give the sender a further word of the unit."""
    question = (await open_for_work(tx, work)).question
    entries = question.reply(form.text, work.caller.id, now())
    tx.emit(ReplyAdded(code=question.code, unit=question.lead_unit))
    return await save(tx, question, entries)


@transactional
async def add_note(tx: Transaction, work: Working, form: AddNote) -> QuestionDocument:
    """Keep an internal note; who is mentioned works for the unit and is told."""
    question, by = (await open_for_work(tx, work)).question, work.caller.id
    mentions = list(dict.fromkeys(form.mentions))
    for person in mentions:
        if not await directory.works_for(person, RESPONDERS, question.lead_unit):
            raise unusable("mentions", "unknown_person", "nobody of this unit")
    note = Note(at=now(), by=by, text=form.text, mentions=mentions)
    entries = question.add_note(note)
    for person in mentions:
        if person != by:
            tx.emit(
                ColleagueMentioned(
                    code=question.code, unit=question.lead_unit, person=person, by=by
                )
            )
    return await save(tx, question, entries)


@transactional
async def rate_answer(tx: Transaction, work: Working, form: RateAnswer) -> QuestionDocument:
    """Take the sender's rating of the answer; others learn the unit and the level, no more."""
    question, at = (await open_for_sender(tx, work)).question, now()
    entries = question.rate(form.level, form.comment, at)
    assert question.rating is not None  # noqa: S101 - just given
    unit = question.answer.unit if question.answer else question.lead_unit
    tx.emit(AnswerRated(rating_id=question.rating.id, unit=unit, level=form.level, at=at))
    return await save(tx, question, entries)
