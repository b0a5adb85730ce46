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
from services.qa.questions import timeline
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Entry
from shared.clock import now
from shared.contracts.qa.events import QuestionEscalated
from shared.mongo import Transaction, transactional

_BATCHES_AHEAD = 8


async def scan(qa: QaRuntime, as_of: datetime) -> int:
    """Take every step due at a moment; return how many questions moved."""
    batch = qa.settings.escalation_batch
    moved = 0
    while due := await _due_ids(as_of, batch * _BATCHES_AHEAD):
        random.shuffle(due)  # so that scans at the same time seldom meet
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
    moved = 0
    for question in found:
        if steps := question.take_steps(as_of):
            await _record(tx, question, steps, as_of)
            moved += 1
    return moved


async def _record(
    tx: Transaction, question: QuestionDocument, steps: Sequence[PlannedStep], as_of: datetime
) -> None:
    """Write the steps taken; only the highest is told, overslept ones below it are noted."""
    *overslept, highest = steps
    rows = [_step(question, step, as_of, is_collapsed=True) for step in overslept]
    rows.append(_step(question, highest, as_of, is_collapsed=False))
    await StepDocument.insert_many(rows, session=tx.session)
    kind = "escalated" if highest.is_late else "reminded"
    entry = Entry(kind=kind, role="system", at=now(), unit=question.lead_unit, after=highest.key)
    await timeline.append(tx, question, [entry])
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
