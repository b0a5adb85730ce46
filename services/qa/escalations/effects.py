"""What a step of the ladder means: its question rises, its timeline says so, people are told.

It follows from the step's event, so that a scan holds no question while it moves a thousand clocks:
an officer who saves one never meets it.
"""

from datetime import datetime
from typing import NamedTuple

from services.qa.escalations.documents import Step, StepDocument, step_id
from services.qa.notifications.recipients import for_step
from services.qa.notifications.rows import question_of
from services.qa.notifications.service import tell_of_step
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Entry
from services.qa.questions.opening import save
from shared.contracts.qa.events import QuestionEscalated
from shared.mongo import Transaction


class Stepped(NamedTuple):
    """A question that has risen, by which step, and whom that reaches in which role."""

    question: QuestionDocument
    step: Step
    told_role: str
    people: list[str]


async def follow_step(tx: Transaction, event: QuestionEscalated) -> None:
    """Write a step into its question and tell whom it reaches, unless its clock is another now."""
    question, step, told_role, people = await note_step(tx, event)
    if event.clock == question.clock:
        await tell_of_step(tx, question, step, told_role, people)


async def note_step(tx: Transaction, event: QuestionEscalated) -> Stepped:
    """Write a step into its question, which may be answered meanwhile; nobody is told."""
    question = await question_of(tx, event.code)
    step = await StepDocument.get(step_id(question.id, event.clock, event.step), session=tx.session)
    if step is None:
        raise LookupError("an event names a step that is not stored")
    told_role, people = await for_step(step.role, question)
    question.escalate(event.clock, step.levels)
    entry = step_entry(step.step, told_role, step.taken_at, is_late=step.is_late)
    await save(tx, question, [entry])
    return Stepped(question, step, told_role, people)


def step_entry(key: str, told_role: str, at: datetime, *, is_late: bool) -> Entry:
    """Return what the timeline says of a step."""
    kind = "escalated" if is_late else "reminded"
    return Entry(kind=kind, role="system", at=at, after=key, told_role=told_role)
