"""Opening a question for a change, as whom the caller meets it, and saving it with its steps."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines import clocks
from services.qa.deadlines.model import Policy
from services.qa.deadlines.queries import unit_policy
from services.qa.escalations.model import NOT_RECEIVED
from services.qa.questions import timeline
from services.qa.questions.access import Access, Standing
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.parts import Entry
from services.qa.questions.problems import (
    ApprovalRequired,
    NotTheSender,
    NotYourUnit,
    QuestionNotFound,
)
from services.qa.questions.views import changed, standing_of
from shared.clock import now
from shared.identity import Caller
from shared.mongo import Transaction


@dataclass(frozen=True)
class Working:
    """Who acts on which question; `version` is the one they read, None where it does not matter."""

    qa: QaRuntime
    caller: Caller
    code: str
    version: int | None = None
    secret: str | None = None


@dataclass(frozen=True)
class Opened:
    """A question inside a transaction, and as what the caller meets it."""

    question: QuestionDocument
    standing: Standing


async def open_question(tx: Transaction, work: Working) -> Opened:
    """Return a question in whatever version; raises `QuestionNotFound`."""
    question = await QuestionDocument.find_one({"code": work.code}, session=tx.session)
    standing = await standing_of(question, work.caller, work.secret) if question else None
    if question is None or standing is None:
        raise QuestionNotFound
    return Opened(question, standing)


async def open_for_work(tx: Transaction, work: Working) -> Opened:
    """Return a question that the caller may work on, in the version the caller read."""
    opened = await open_question(tx, work)
    if opened.standing.access is not Access.RESPONDER:
        raise NotYourUnit
    await must_be_current(work, opened)
    return opened


async def open_for_sender(tx: Transaction, work: Working) -> Opened:
    """Return a question that the caller asked, in the version the caller read, if they say so."""
    opened = await open_question(tx, work)
    if not opened.standing.is_sender:
        raise NotTheSender
    await must_be_current(work, opened)
    return opened


async def must_be_current(work: Working, opened: Opened) -> None:
    """Raise what the question is now if it is another version than the caller read."""
    if work.version is not None and opened.question.version != work.version:
        inside = opened.standing.access is Access.RESPONDER
        raise await changed(work.qa, opened.question, inside=inside)


async def policy_for(question: QuestionDocument) -> Policy:
    """Return the policy for what happens to a question now."""
    return await unit_policy(question.lead_unit, question.topic, now())


def must_not_wait(opened: Opened, policy: Policy) -> None:
    """Raise when what the caller sends out needs somebody else's approval."""
    if policy.approval == "always" and not opened.standing.approves:
        raise ApprovalRequired


def must_approve(opened: Opened) -> None:
    """Raise unless the caller approves the unit's answers."""
    if not opened.standing.approves:
        raise ApprovalRequired


async def save(
    tx: Transaction, question: QuestionDocument, entries: Iterable[Entry]
) -> QuestionDocument:
    """Write a question and what happened to it; once received, nobody is reminded to do so."""
    happened = list(entries)
    await timeline.append(tx, question, happened)
    if any(entry.kind == "received" for entry in happened):
        await clocks.forget_step(tx, question, NOT_RECEIVED)
    await question.replace(session=tx.session)
    return question
