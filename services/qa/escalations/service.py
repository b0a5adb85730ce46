"""The scan: finds questions whose next step is due and moves them up the ladder, each step once.

Any number of scans may run at once: each transaction reads its questions again, takes the steps
still due and writes by id; where two meet, one runs again and finds nothing left to do.
"""

import random
from collections.abc import Sequence
from datetime import datetime

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.escalations.documents import StepDocument, step_id
from services.qa.escalations.model import PlannedStep
from services.qa.notifications.recipients import roles_reached
from services.qa.questions import timeline
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.model import RESPONDERS, Entry
from shared.clock import now
from shared.contracts.qa.events import QuestionEscalated
from shared.mongo import DatabaseUnavailable, Transaction, transactional
from shared.rows import row_of

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


async def due_count(as_of: datetime) -> int:
    """Return how many questions have a step due at a moment."""
    questions = QuestionDocument.get_pymongo_collection()
    return await questions.count_documents({"next_step_at": {"$lte": as_of}})


async def _take_all(qa: QaRuntime, due: list[str], as_of: datetime) -> int:
    """Take the same batches as other scans do, in any order, so that they seldom meet."""
    size = qa.settings.escalation_batch
    batches = [due[first : first + size] for first in range(0, len(due), size)]
    random.shuffle(batches)
    moved = 0
    refused: DatabaseUnavailable | None = None
    for batch in batches:
        try:
            moved += await take_steps(qa.mongo, batch, as_of)
        except DatabaseUnavailable as error:  # a killed scan's locks hold up its own batch alone
            refused = error
    if refused is not None and moved == 0:
        raise refused
    return moved


async def _due_ids(as_of: datetime, limit: int) -> list[str]:
    questions = QuestionDocument.get_pymongo_collection()
    found = questions.find({"next_step_at": {"$lte": as_of}}, {"_id": 1})
    rows = await found.sort("next_step_at", 1).limit(limit).to_list()
    return sorted(row["_id"] for row in rows)


@transactional
async def take_steps(tx: Transaction, ids: Sequence[str], as_of: datetime) -> int:
    """Move these questions up the ladder; return how many had a step due."""
    taken = [
        (question, steps)
        for question in await _still_due(tx, ids, as_of)
        if (steps := question.take_steps(as_of))
    ]
    told_roles = await _told_roles([(question, steps[-1]) for question, steps in taken])
    rows: list[StepDocument] = []
    entries: list[TimelineDocument] = []
    for (question, steps), told in zip(taken, told_roles, strict=True):
        rows += _steps(question, steps, as_of)
        entries += timeline.numbered(question, [step_entry(steps[-1], told, now())])
        tx.emit(_escalated(question, steps[-1]))
    if taken:
        steps_taken = StepDocument.get_pymongo_collection()
        await steps_taken.insert_many([row_of(row) for row in rows], session=tx.session)
        await TimelineDocument.insert_many(entries, session=tx.session)
        await QuestionDocument.replace_all([question for question, _ in taken], tx.session)
    return len(taken)


async def _still_due(
    tx: Transaction, ids: Sequence[str], as_of: datetime
) -> list[QuestionDocument]:
    """Return those of these questions that no other scan has taken meanwhile."""
    questions = QuestionDocument.get_pymongo_collection()
    rows = await questions.find({"_id": {"$in": list(ids)}}, session=tx.session).to_list()
    due = [row for row in rows if (at := row.get("next_step_at")) is not None and at <= as_of]
    return [QuestionDocument.model_validate(row) for row in due]


async def _told_roles(taken: Sequence[tuple[QuestionDocument, PlannedStep]]) -> list[str]:
    """Return whom each step reaches: an officer as long as they work for the unit."""
    reached = await roles_reached({_wanted(question, step) for question, step in taken})
    assigned = {
        (question.assignee, question.lead_unit)
        for question, step in taken
        if step.role == "officer" and question.assignee
    }
    there = await directory.those_working(RESPONDERS, assigned)
    return [
        "officer"
        if step.role == "officer" and (question.assignee, question.lead_unit) in there
        else reached[_wanted(question, step)]
        for question, step in taken
    ]


def _wanted(question: QuestionDocument, step: PlannedStep) -> tuple[str, str]:
    return step.role, question.lead_unit


def _steps(
    question: QuestionDocument, steps: Sequence[PlannedStep], as_of: datetime
) -> list[StepDocument]:
    """Return the steps taken; only the highest is told, overslept ones below it are noted."""
    *overslept, highest = steps
    noted = [_step(question, step, as_of, is_collapsed=True) for step in overslept]
    return [*noted, _step(question, highest, as_of, is_collapsed=False)]


def _escalated(question: QuestionDocument, step: PlannedStep) -> QuestionEscalated:
    return QuestionEscalated(
        code=question.code,
        unit=question.lead_unit,
        clock=question.clock,
        step=step.key,
        role=step.role,
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
        by_mail=step.by_mail,
        is_urgent=step.is_urgent,
        as_of=as_of,
    )
