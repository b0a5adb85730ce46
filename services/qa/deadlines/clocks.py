"""What happens to a question's clock: paused, resumed, extended, moved, started anew.

Each function changes the question, which its caller saves in the same transaction, and its stored
clock, which knows the steps to come. Each new setting of a clock has the next number, and with it
steps of the ladder of its own: what an earlier one had waiting, or has told meanwhile, reaches
nobody any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.qa.deadlines.documents import DeadlineDocument, PolicyDocument
from services.qa.deadlines.model import ExtensionNotAllowed, Policy
from services.qa.deadlines.queries import Clock, clock_for, count_clock, unit_policy
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.escalations.model import (
    NOT_RECEIVED,
    Climbing,
    PlannedStep,
    in_order,
    not_received,
    plan,
)
from services.qa.escalations.queries import ladder
from services.qa.questions.documents import QuestionDocument
from shared.mongo import Transaction
from shared.working_time import Pause

__all__ = [
    "DueMoved", "extend", "extension_days_left", "forget_step", "go_on", "move", "pause",
    "policy_of", "recount", "restart", "resume", "stop", "unit_policy",
]  # fmt: skip


class DueMoved(NamedTuple):
    """When the answer was due before a change of the clock, and when after it."""

    before: datetime
    after: datetime


async def pause(tx: Transaction, question: QuestionDocument, at: datetime) -> None:
    """Let the clock stand still: no step falls.

    `due_at` stays, as the earliest possible; nothing may be called late by it after `at`.
    """
    stored = await _stored(tx, question)
    if stored.is_paused:
        return
    pauses = [*_pauses(stored), Pause(starts=at)]
    counted = await _recounted(stored, pauses, stored.extension_days, at)
    stored.halt()
    await _keep(tx, question, counted, stored)


async def resume(tx: Transaction, question: QuestionDocument, at: datetime) -> DueMoved:
    """Let the clock go on; steps that were due when it was paused are taken soon."""
    stored = await _stored(tx, question)
    if not stored.is_paused:
        return DueMoved(question.due_at, question.due_at)
    *earlier, last = _pauses(stored)
    pauses = [*earlier, last.model_copy(update={"ends": max(at, last.starts)})]
    counted = await _recounted(stored, pauses, stored.extension_days, at)
    return await _set(tx, question, counted, stored, at)


async def stop(tx: Transaction, question: QuestionDocument, at: datetime) -> None:
    """Let no step fall any more, and end a pause: no answer is owed from now on."""
    await resume(tx, question, at)
    stored = await _stored(tx, question)
    stored.halt()
    await _put(tx, stored)


async def forget_step(tx: Transaction, question: QuestionDocument, key: str) -> None:
    """Take a step of the ladder no more: there is no need for it."""
    stored = await _stored(tx, question)
    stored.forget_step(key)
    await _put(tx, stored)


async def extend(
    tx: Transaction, question: QuestionDocument, working_days: int, at: datetime
) -> DueMoved:
    """Give more working days; raises `ExtensionNotAllowed` beyond what the policy allows."""
    stored = await _stored(tx, question)
    policy = await policy_of(stored)
    left = extension_days_left(policy, stored)
    if working_days > left:
        raise ExtensionNotAllowed(extension_days_left=left)
    extension = stored.extension_days + working_days
    counted = await _recounted(stored, _pauses(stored), extension, at)
    return await _set(tx, question, counted, stored, at)


async def move(
    tx: Transaction,
    question: QuestionDocument,
    unit: UnitDocument,
    at: datetime,
    *,
    goes_on: bool = False,
) -> DueMoved:
    """Give the clock to its new lead unit: it starts anew if the policy says so, else goes on.

    A clock that goes on counts by the new unit's calendar; one that stands still stays so.
    """
    stored = await _stored(tx, question)
    policy = await policy_of(stored)
    if policy.on_forward == "restart" and not goes_on:
        return await _start_anew(tx, question, unit, at)
    stored.calendar = unit.calendar
    counted = await _recounted(stored, _pauses(stored), stored.extension_days, at)
    return await _set(tx, question, counted, stored, at, is_moved=True)


async def restart(tx: Transaction, question: QuestionDocument, at: datetime) -> DueMoved:
    """Start a new clock by the policy of today, as after reopening."""
    unit = await directory.unit(question.lead_unit)
    if unit is None:
        raise directory.DirectoryIncomplete
    return await _start_anew(tx, question, unit, at)


async def go_on(tx: Transaction, question: QuestionDocument, at: datetime) -> DueMoved:
    """Let the clock of a question that was settled run as if it had never been."""
    stored = await _stored(tx, question)
    counted = await _recounted(stored, _pauses(stored), stored.extension_days, at)
    return await _set(tx, question, counted, stored, at)


async def recount(
    tx: Transaction, question: QuestionDocument, at: datetime, calendar: str | None = None
) -> DueMoved | None:
    """Count again by the calendar as it is today, or by another one, which it keeps then.

    Returns None unless the answer is now due at another time. Again changes nothing.
    """
    stored = await _stored(tx, question)
    before, counted_by = question.due_at, stored.calendar
    stored.calendar = calendar or counted_by
    counted = await _recounted(stored, _pauses(stored), stored.extension_days, None)
    if counted.due_at != before:
        return await _set(tx, question, counted, stored, at)
    if stored.calendar != counted_by or counted.document(stored) != stored:
        await _keep(tx, question, counted, stored)
    return None


async def policy_of(stored: DeadlineDocument) -> Policy:
    """Return the policy that a clock was set by."""
    found = await PolicyDocument.get(stored.policy)
    if found is None:
        raise LookupError("a clock names a policy that is not stored")
    return found


def extension_days_left(policy: Policy, stored: DeadlineDocument) -> int:
    """Return by how many working days a clock may still be extended."""
    return max(0, policy.extension_days_allowed - stored.extension_days)


async def _stored(tx: Transaction, question: QuestionDocument) -> DeadlineDocument:
    stored = await DeadlineDocument.get(question.id, session=tx.session)
    if stored is None:
        raise LookupError("a question without a clock")
    return stored


def _pauses(stored: DeadlineDocument) -> list[Pause]:
    return [Pause(starts=one.starts, ends=one.ends) for one in stored.pauses]


async def _recounted(
    stored: DeadlineDocument, pauses: list[Pause], extension_days: int, at: datetime | None
) -> Clock:
    calendar = await directory.calendar(stored.calendar)
    policy = await policy_of(stored)
    return count_clock(
        policy, stored.calendar, calendar, stored.starts_at,
        pauses=pauses, extension_days=extension_days, as_of=at,
    )  # fmt: skip


async def _start_anew(
    tx: Transaction, question: QuestionDocument, unit: UnitDocument, at: datetime
) -> DueMoved:
    counted = await clock_for(unit, question.topic, at)
    if question.is_paused:
        counted = count_clock(
            counted.policy, counted.calendar_id, counted.calendar, at,
            pauses=[Pause(starts=at)], as_of=at,
        )  # fmt: skip
    return await _set(tx, question, counted, Climbing(id=question.id), at, is_moved=True)


async def _set(
    tx: Transaction,
    question: QuestionDocument,
    counted: Clock,
    climbing: Climbing,
    at: datetime,
    *,
    is_moved: bool = False,
) -> DueMoved:
    """Set the clock: the next number, the new due date, and the steps that are still to come."""
    before = question.due_at
    question.clock += 1
    if any(one.ends is None for one in counted.pauses):
        climbing.halt()
    else:
        climbing.start(await _steps(question, counted, climbing.steps, at, is_moved=is_moved))
    await _keep(tx, question, counted, climbing)
    return DueMoved(before, question.due_at)


async def _keep(
    tx: Transaction, question: QuestionDocument, counted: Clock, climbing: Climbing
) -> None:
    question.due_at = counted.due_at
    question.due_soon_at = counted.due_soon_at
    question.due_is_provisional = counted.deadline.provisional
    climbing.code, climbing.unit, climbing.clock = question.code, question.lead_unit, question.clock
    await _put(tx, counted.document(climbing))


async def _put(tx: Transaction, clock: DeadlineDocument) -> None:
    """Store a clock; a question of an old portal has none before it is reopened."""
    clocks = DeadlineDocument.get_pymongo_collection()
    await clocks.replace_one({"_id": clock.id}, clock.row(), upsert=True, session=tx.session)


async def _steps(
    question: QuestionDocument,
    counted: Clock,
    waiting: Sequence[PlannedStep],
    at: datetime,
    *,
    is_moved: bool,
) -> list[PlannedStep]:
    """Return the steps to come, and those overslept: that were `waiting` and not taken yet.

    One that has moved, or starts anew, is to be received anew.
    """
    chosen = await ladder(question.lead_unit, question.topic, at)
    untaken = {step.key for step in waiting}
    planned = plan(chosen, counted.calendar, counted.starts_at, counted.due_at, counted.pauses)
    coming = [step for step in planned if step.at > at or step.key in untaken]
    if not question.is_new:
        return coming
    reminders = [step for step in waiting if step.key == NOT_RECEIVED]
    if is_moved:
        reminders = not_received(counted.forward_by(at), counted.due_at)
    return in_order(*coming, *reminders)
