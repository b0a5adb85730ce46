"""The scan: finds questions whose next step is due and moves them up the ladder, each step once.

Any number of scans may run at once: each transaction reads its questions again, takes the steps
still due and writes by id; where two meet, one runs again and finds nothing left to do.
"""

import random
from collections.abc import Sequence
from datetime import datetime

from services.qa.bootstrap import QaRuntime
from services.qa.escalations.documents import StepDocument, step_id
from services.qa.escalations.model import PlannedStep
from services.qa.notifications.recipients import roles_reached
from services.qa.questions import timeline
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Entry
from shared.clock import now
from shared.contracts.qa.events import QuestionEscalated
from shared.mongo import Transaction, transactional

_BATCHES_AHEAD = 8


async def scan(qa: QaRuntime, as_of: datetime) -> int:
    """Take every step due at a moment; return how many questions moved."""
    moved = 0
    while due := await _due_ids(as_of, qa.settings.escalation_batch * _BATCHES_AHEAD):
        moved_now = await _take_all(qa, due, as_of)
        if moved_now == 0:  # another scan has them; the next one sees to what is left
            break
        moved += moved_now
    return moved


async def _take_all(qa: QaRuntime, due: list[str], as_of: datetime) -> int:
    batch = qa.settings.escalation_batch
    random.shuffle(due)  # so that scans at the same time seldom meet
    moved = 0
    for first in range(0, len(due), batch):
        moved += await take_steps(qa.mongo, due[first : first + batch], as_of)
    return moved


async def _due_ids(as_of: datetime, limit: int) -> list[str]:
    questions = QuestionDocument.get_pymongo_collection()
    found = questions.find({"next_step_at": {"$lte": as_of}}, {"_id": 1})
    rows = await found.sort("next_step_at", 1).limit(limit).to_list()
    return [row["_id"] for row in rows]


@transactional
async def take_steps(tx: Transaction, ids: Sequence[str], as_of: datetime) -> int:
    """Move these questions up the ladder; return how many had a step due."""
    found = await QuestionDocument.find({"_id": {"$in": list(ids)}}, session=tx.session).to_list()
    taken = [(question, steps) for question in found if (steps := question.take_steps(as_of))]
    reached = await roles_reached({_wanted(question, steps[-1]) for question, steps in taken})
    for question, steps in taken:
        told = reached[_wanted(question, steps[-1])]
        if steps[-1].role == "officer" and question.assignee:
            told = "officer"
        await _record(tx, question, steps, told, as_of)
    return len(taken)


def _wanted(question: QuestionDocument, step: PlannedStep) -> tuple[str, str]:
    return step.role, question.lead_unit


async def _record(
    tx: Transaction,
    question: QuestionDocument,
    steps: Sequence[PlannedStep],
    told_role: str,
    as_of: datetime,
) -> None:
    """Write the steps taken; only the highest is told, overslept ones below it are noted."""
    *overslept, highest = steps
    rows = [_step(question, step, as_of, is_collapsed=True) for step in overslept]
    rows.append(_step(question, highest, as_of, is_collapsed=False))
    await StepDocument.insert_many(rows, session=tx.session)
    await timeline.append(tx, question, [step_entry(highest, told_role, now())])
    await question.replace(session=tx.session)
    tx.emit(
        QuestionEscalated(
            code=question.code,
            unit=question.lead_unit,
            clock=question.clock,
            step=highest.key,
            role=highest.role,
        )
    )


def step_entry(step: PlannedStep, told_role: str, at: datetime) -> Entry:
    """Return what the timeline says of a step."""
    kind = "escalated" if step.is_late else "reminded"
    return Entry(kind=kind, role="system", at=at, after=step.key, told_role=told_role)


def _step(
    question: QuestionDocument, step: PlannedStep, as_of: datetime, *, is_collapsed: bool
) -> StepDocument:
    return StepDocument(
        id=step_id(question.id, question.clock, step.key),
        code=question.code,
        step=step.key,
        role=step.role,
        planned_at=step.at,
        is_late=step.is_late,
        is_collapsed=is_collapsed,
        as_of=as_of,
    )
