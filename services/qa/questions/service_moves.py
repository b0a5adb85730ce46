"""What moves a question or its due date; each function is one transaction."""

from datetime import datetime

from services.qa.deadlines import clocks
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.questions.actions import must_be_in_time
from services.qa.questions.answers import as_html
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Access
from services.qa.questions.opening import (
    Working,
    must_approve,
    must_be_current,
    open_for_sender,
    open_for_work,
    open_question,
    policy_for,
    save,
)
from services.qa.questions.parts import Entry, Extension, Rejection
from services.qa.questions.preparing import receiving_unit
from services.qa.questions.problems import (
    NotReturnable,
    NotTheSender,
    TooLateToExtend,
    unusable,
)
from shared.clock import now
from shared.contracts.qa.events import (
    DeadlineExtended,
    QuestionForwarded,
    QuestionMerged,
    QuestionRejected,
    QuestionReopened,
    QuestionReturned,
    QuestionWithdrawn,
)
from shared.contracts.qa.questions import QuestionStatus
from shared.contracts.qa.work import (
    ExtendDeadline,
    ForwardQuestion,
    MergeQuestion,
    RejectQuestion,
    ReopenQuestion,
    ReturnQuestion,
    WithdrawQuestion,
)
from shared.ids import normal_code
from shared.mongo import Transaction, transactional

_NOT_MERGED_INTO = {QuestionStatus.MERGED, QuestionStatus.REJECTED, QuestionStatus.WITHDRAWN}


@transactional
async def forward_question(
    tx: Transaction, work: Working, form: ForwardQuestion
) -> QuestionDocument:
    """Give the lead to another unit; forwarded too often, it goes to the coordinator instead."""
    question, at = (await open_for_work(tx, work)).question, now()
    question.must_allow("forward")
    unit = await receiving_unit(form.unit, at)
    if unit.id == question.lead_unit:
        raise unusable("unit", "same_unit", "this unit has the question")
    root = await directory.root_unit(work.qa.settings.root_unit)
    too_often = question.forwards >= (await policy_for(question)).forwards_allowed
    if unit.id == root.id or (too_often and question.lead_unit != root.id):
        return await _give_back(tx, work, question, root, form.reason)
    before = question.lead_unit
    entries = question.forward(unit.id, form.reason, work.caller.id, at)
    await clocks.move(tx, question, unit, at)
    tx.emit(QuestionForwarded(code=question.code, unit=unit.id, before=before, by=work.caller.id))
    return await save(tx, question, entries)


@transactional
async def return_question(tx: Transaction, work: Working, form: ReturnQuestion) -> QuestionDocument:
    """Give a question back to the coordinator."""
    question = (await open_for_work(tx, work)).question
    question.must_allow("return")
    root = await directory.root_unit(work.qa.settings.root_unit)
    if question.lead_unit == root.id:
        raise NotReturnable
    return await _give_back(tx, work, question, root, form.reason)


async def _give_back(
    tx: Transaction, work: Working, question: QuestionDocument, root: UnitDocument, reason: str
) -> QuestionDocument:
    at, by, before = now(), work.caller.id, question.lead_unit
    entries = question.give_back(root.id, reason, by, at)
    await clocks.move(tx, question, root, at)
    tx.emit(QuestionReturned(code=question.code, unit=root.id, before=before, by=by))
    return await save(tx, question, entries)


@transactional
async def extend_deadline(tx: Transaction, work: Working, form: ExtendDeadline) -> QuestionDocument:
    """Give more working days before the answer is due, so that no late one becomes timely.

    Raises `TooLateToExtend`, and `ExtensionNotAllowed` beyond the policy's.
    """
    question, at = (await open_for_work(tx, work)).question, now()
    question.must_allow("extend")
    if at > question.due_at:
        raise TooLateToExtend(question_status=question.status, current_version=question.version)
    moved = await clocks.extend(tx, question, form.working_days, at)
    extension = Extension(
        at=at, by=work.caller.id, working_days=form.working_days, reason=form.reason,
        due_before=moved.before, due_after=moved.after,
    )  # fmt: skip
    tx.emit(DeadlineExtended(code=question.code, unit=question.lead_unit))
    return await save(tx, question, question.note_extension(extension))


@transactional
async def reject_question(tx: Transaction, work: Working, form: RejectQuestion) -> QuestionDocument:
    """Tell the sender why it is not answered here and where to turn."""
    question, at = (await open_for_work(tx, work)).question, now()
    question.must_allow("reject")
    await clocks.stop(tx, question, at)
    rejection = Rejection(
        ground=form.ground, guidance=form.guidance, html=as_html(form.guidance),
        by=work.caller.id, at=at,
    )  # fmt: skip
    for code in (question.code, *question.merged_from):
        tx.emit(QuestionRejected(code=code, unit=question.lead_unit, ground=form.ground))
    return await save(tx, question, question.reject(rejection))


@transactional
async def merge_question(tx: Transaction, work: Working, form: MergeQuestion) -> QuestionDocument:
    """Leave the answer to another question of the unit, in which the same is asked."""
    question, at, by = (await open_for_work(tx, work)).question, now(), work.caller.id
    question.must_allow("merge")
    into = await _merge_target(tx, question, normal_code(form.into))
    await clocks.stop(tx, question, at)
    earlier = question.merged_from
    for one in await _by_codes(tx, earlier):
        one.merged_into = into.code
        await save(tx, one, [])
    entries = question.merge_into(into.code, by, at)
    await save(tx, into, into.absorb([question.code, *earlier], by, at))
    tx.emit(QuestionMerged(code=question.code, unit=question.lead_unit, into=into.code))
    return await save(tx, question, entries)


async def _merge_target(tx: Transaction, question: QuestionDocument, code: str) -> QuestionDocument:
    into = await QuestionDocument.find_one({"code": code}, session=tx.session)
    if into is None or into.lead_unit != question.lead_unit:
        raise unusable("into", "unknown_question", "no question of this unit has this code")
    if into.id == question.id:
        raise unusable("into", "same_question", "this is the question itself")
    if into.status in _NOT_MERGED_INTO:
        raise unusable("into", "not_to_be_answered", "that question will not be answered")
    return into


async def _by_codes(tx: Transaction, codes: list[str]) -> list[QuestionDocument]:
    if not codes:
        return []
    return await QuestionDocument.find({"code": {"$in": codes}}, session=tx.session).to_list()


@transactional
async def reopen_question(tx: Transaction, work: Working, form: ReopenQuestion) -> QuestionDocument:
    """Owe an answer again, by a new clock: the unit's head, or the sender for some days."""
    opened, at = await open_question(tx, work), now()
    question, standing = opened.question, opened.standing
    await must_be_current(work, opened)
    by = work.caller.id
    if standing.is_sender and not standing.approves:
        must_be_in_time(question, at)
        by = ""
    elif standing.access is Access.RESPONDER:
        must_approve(opened)
    else:
        raise NotTheSender
    entries = question.reopen(form.reason, by, at)
    await clocks.restart(tx, question, at)
    tx.emit(QuestionReopened(code=question.code, unit=question.lead_unit, by_sender=not by))
    return await save(tx, question, entries)


@transactional
async def withdraw_question(
    tx: Transaction, work: Working, form: WithdrawQuestion
) -> QuestionDocument:
    """End a question: its sender wants no answer any more; those merged into it still do."""
    question = (await open_for_sender(tx, work)).question
    return await save(tx, question, await withdraw_open(tx, question, form.reason))


async def withdraw_open(tx: Transaction, question: QuestionDocument, reason: str) -> list[Entry]:
    """End a question in somebody's transaction; return what its timeline says of it."""
    at = now()
    question.must_allow("withdraw")
    await clocks.stop(tx, question, at)
    for one in await _by_codes(tx, question.merged_from):
        await _take_up_again(tx, one, at)
    tx.emit(QuestionWithdrawn(code=question.code, unit=question.lead_unit))
    return question.withdraw(reason, at)


async def _take_up_again(tx: Transaction, question: QuestionDocument, at: datetime) -> None:
    """Owe a merged question its own answer again, by the clock it had."""
    entries = question.part(at)
    await clocks.go_on(tx, question, at)
    tx.emit(QuestionReopened(code=question.code, unit=question.lead_unit, by_sender=False))
    await save(tx, question, entries)
