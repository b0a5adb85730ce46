"""Writing, approving and giving answers, and what becomes of them; each one transaction."""

from datetime import datetime

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines import clocks
from services.qa.deadlines.model import Policy
from services.qa.questions.answers import as_html
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.measuring import working_seconds
from services.qa.questions.model import Answer
from services.qa.questions.opening import (
    Opened,
    Working,
    must_approve,
    must_be_current,
    must_not_wait,
    open_for_work,
    open_question,
    policy_for,
    save,
)
from shared.clock import now
from shared.contracts.qa.events import (
    AnswerApproved,
    AnswerCorrected,
    AnswerRecalled,
    AnswerSentBack,
    AnswerSubmitted,
    QuestionAnswered,
)
from shared.contracts.qa.parts import PublicVersion
from shared.contracts.qa.work import (
    CorrectAnswer,
    DraftAnswer,
    PublishAnswer,
    RecallAnswer,
    RepublishAnswer,
    SendBackAnswer,
    SubmitAnswer,
)
from shared.mongo import Transaction, transactional

_CLOSED_AT_ONCE = 100


@transactional
async def draft_answer(tx: Transaction, work: Working, form: DraftAnswer) -> QuestionDocument:
    """Keep an answer as far as it is written."""
    question = (await open_for_work(tx, work)).question
    return await save(
        tx, question, question.save_draft(form.text, work.caller.id, now(), form.public)
    )


@transactional
async def submit_answer(tx: Transaction, work: Working, form: SubmitAnswer) -> QuestionDocument:
    """Ask for approval."""
    question = (await open_for_work(tx, work)).question
    question.must_allow("submit")
    text, public = _written(question, form)
    by = work.caller.id
    entries = question.submit(text, by, now(), public, privately=form.privately)
    tx.emit(AnswerSubmitted(code=question.code, unit=question.lead_unit, by=by))
    return await save(tx, question, entries)


@transactional
async def approve_answer(tx: Transaction, work: Working) -> QuestionDocument:
    """Answer with what was submitted."""
    opened = await open_for_work(tx, work)
    must_approve(opened)
    question, at, by = opened.question, now(), work.caller.id
    question.must_allow("approve")
    assert question.draft is not None  # noqa: S101 - only a draft is submitted
    officer = question.submitted_by or question.draft.by
    entries = question.approve(
        as_html(question.draft.text), by, at, _html_for_all(question.draft.public)
    )
    await _answered(tx, question, await policy_for(question), at)
    tx.emit(AnswerApproved(code=question.code, unit=question.lead_unit, person=officer, by=by))
    return await save(tx, question, entries)


@transactional
async def send_back_answer(
    tx: Transaction, work: Working, form: SendBackAnswer
) -> QuestionDocument:
    """Have the officer write again."""
    opened = await open_for_work(tx, work)
    must_approve(opened)
    question, by = opened.question, work.caller.id
    officer = question.submitted_by or ""
    entries = question.send_back(form.reason, by, now())
    tx.emit(AnswerSentBack(code=question.code, unit=question.lead_unit, person=officer, by=by))
    return await save(tx, question, entries)


@transactional
async def publish_answer(tx: Transaction, work: Working, form: PublishAnswer) -> QuestionDocument:
    """Answer the sender, and everybody if the sender allowed it."""
    opened = await open_for_work(tx, work)
    question, at = opened.question, now()
    question.must_allow("publish")
    policy = await policy_for(question)
    must_not_wait(opened, policy)
    text, public = _written(question, form)
    entries = question.publish(
        text, as_html(text), work.caller.id, at,
        public=public, public_html=_html_for_all(public), privately=form.privately,
    )  # fmt: skip
    await _answered(tx, question, policy, at)
    return await save(tx, question, entries)


@transactional
async def correct_answer(tx: Transaction, work: Working, form: CorrectAnswer) -> QuestionDocument:
    """Replace an answer that was given; the earlier one stays in the history."""
    opened = await open_for_work(tx, work)
    question, at, by = opened.question, now(), work.caller.id
    question.must_allow("correct")
    must_not_wait(opened, await policy_for(question))
    assert question.answer is not None  # noqa: S101 - the states that allow it have one
    public = form.public or question.answer.public
    corrected = Answer(
        text=form.text, html=as_html(form.text), unit=question.lead_unit, by=by, answered_at=at,
        public=public, public_html=_html_for_all(public),
    )  # fmt: skip
    entries = question.correct(corrected, form.reason, by, at)
    tx.emit(
        AnswerCorrected(
            code=question.code, unit=question.lead_unit, is_published=question.is_published
        )
    )
    return await save(tx, question, entries)


@transactional
async def recall_answer(tx: Transaction, work: Working, form: RecallAnswer) -> QuestionDocument:
    """Take an answer off the public pages."""
    question = (await _open_for_moderation(tx, work)).question
    entries = question.recall(form.reason, work.caller.id, now())
    tx.emit(AnswerRecalled(code=question.code, unit=question.lead_unit, by=work.caller.id))
    return await save(tx, question, entries)


@transactional
async def republish_answer(
    tx: Transaction, work: Working, form: RepublishAnswer
) -> QuestionDocument:
    """Put a recalled answer on the public pages again."""
    question = (await _open_for_moderation(tx, work)).question
    entries = question.republish(form.reason, work.caller.id, now())
    return await save(tx, question, entries)


@transactional
async def close_question(tx: Transaction, work: Working) -> QuestionDocument:
    """End an answered question."""
    question = (await open_for_work(tx, work)).question
    return await save(tx, question, question.close(work.caller.id, now()))


async def close_due(qa: QaRuntime, as_of: datetime) -> int:
    """Close every answered question whose days to reopen it are over; return how many."""
    closed = 0
    questions = QuestionDocument.get_pymongo_collection()
    while True:
        found = questions.find({"close_at": {"$lte": as_of}}, {"_id": 1})
        ids = [row["_id"] for row in await found.limit(_CLOSED_AT_ONCE).to_list()]
        done = await _close(qa.mongo, ids, as_of) if ids else 0
        closed += done
        if not done:
            return closed


@transactional
async def _close(tx: Transaction, ids: list[str], as_of: datetime) -> int:
    found = await QuestionDocument.find({"_id": {"$in": ids}}, session=tx.session).to_list()
    due = [one for one in found if one.close_at and one.close_at <= as_of and one.allows("close")]
    for question in due:
        await save(tx, question, question.close("", now()))
    return len(due)


async def _open_for_moderation(tx: Transaction, work: Working) -> Opened:
    """Return a question for its own unit or for the coordinator above it."""
    opened = await open_question(tx, work)
    if opened.standing.moderates:
        await must_be_current(work, opened)
        return opened
    return await open_for_work(tx, work)


def _written(
    question: QuestionDocument, form: SubmitAnswer | PublishAnswer
) -> tuple[str, PublicVersion | None]:
    """Return the answer sent, else the draft; a public version sent goes before the draft's."""
    text = question.answer_text(form.text)
    if form.text is not None or form.public is not None or question.draft is None:
        return text, form.public
    return text, question.draft.public


async def _answered(
    tx: Transaction, question: QuestionDocument, policy: Policy, at: datetime
) -> None:
    """Do what follows from an answer: measure it, stop the clock, tell everybody who waits."""
    assert question.answer is not None  # noqa: S101 - it was just given
    question.answer.answered_in_seconds = await working_seconds(tx, question, at)
    await clocks.stop(tx, question, at)
    question.keep_open_for(policy.reopen_days, policy.close_after_days)
    for code in (question.code, *question.merged_from):
        tx.emit(
            QuestionAnswered(code=code, unit=question.lead_unit, is_published=question.is_published)
        )


def _html_for_all(public: PublicVersion | None) -> str:
    return as_html(public.text) if public else ""
