"""The scan: finds questions whose next step is due and moves them up the ladder, each step once.

Any number of scans may run at once: each transaction reads its questions again, takes the steps
still due and writes by id; of two that meet one goes on to other questions, and looks again later.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.escalations.documents import Step, StepDocument, step_id
from services.qa.escalations.model import PlannedStep
from services.qa.escalations.turns import Turns
from services.qa.notifications.recipients import roles_reached
from services.qa.questions import timeline
from services.qa.questions.documents import Line, QuestionDocument, TimelineDocument
from services.qa.questions.model import RESPONDERS, Climbing, Entry
from shared.clock import now
from shared.contracts.qa.events import QuestionEscalated
from shared.mongo import DatabaseUnavailable, Transaction, transactional
from shared.rows import row_of

Json = dict[str, Any]

_BATCHES_AHEAD = 16
_A_BATCH_SECONDS = 0.03
_FIELDS = dict.fromkeys(Climbing.model_fields, 1)


async def scan(qa: QaRuntime, as_of: datetime) -> int:
    """Take every step due at a moment; return how many questions moved."""
    moved = 0
    while due := await _due_ids(as_of, qa.settings.escalation_batch * _BATCHES_AHEAD):
        size = qa.settings.escalation_batch
        batches = [due[first : first + size] for first in range(0, len(due), size)]
        moved_now = await _take_free(qa, batches, as_of)
        if moved_now == 0:  # others are at them
            await asyncio.sleep(_A_BATCH_SECONDS)
            moved_now = await _take_rest(qa, batches, as_of)
        if moved_now == 0:  # they have them; the next scan sees to what is left
            break
        moved += moved_now
    return moved


async def due_count(as_of: datetime) -> int:
    """Return how many questions have a step due at a moment."""
    questions = QuestionDocument.get_pymongo_collection()
    return await questions.count_documents({"next_step_at": {"$lte": as_of}})


async def _take_free(qa: QaRuntime, batches: Sequence[list[str]], as_of: datetime) -> int:
    """Take the steps of batches that no other scan is at, in turns with the others.

    Scans that begin together have the same batches. Returns how many questions moved.
    """
    moved = 0
    async for turn in Turns(qa.redis).among(len(batches)):
        batch = batches[turn]
        if await _is_due(batch[0], as_of):
            with suppress(DatabaseUnavailable):
                moved += await qa.mongo.run(partial(_take, ids=batch, as_of=as_of), attempts=1)
    return moved


async def _take_rest(qa: QaRuntime, batches: Sequence[list[str]], as_of: datetime) -> int:
    """Take what others leave of these batches; return how many moved."""
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


async def _is_due(question: str, as_of: datetime) -> bool:
    questions = QuestionDocument.get_pymongo_collection()
    row = await questions.find_one({"_id": question}, {"next_step_at": 1})
    return row is not None and _is_reached(row, as_of)


def _is_reached(row: Json, as_of: datetime) -> bool:
    at = row.get("next_step_at")
    return at is not None and at <= as_of


async def _due_ids(as_of: datetime, limit: int) -> list[str]:
    questions = QuestionDocument.get_pymongo_collection()
    found = questions.find({"next_step_at": {"$lte": as_of}}, {"_id": 1})
    rows = await found.sort("next_step_at", 1).limit(limit).to_list()
    return sorted(row["_id"] for row in rows)


@transactional
async def take_steps(tx: Transaction, ids: Sequence[str], as_of: datetime) -> int:
    """Move these questions up the ladder; return how many had a step due."""
    return await _take(tx, ids, as_of)


class _Taken(NamedTuple):
    """A question that has moved, the steps it took, and the line of its timeline that says so."""

    question: Climbing
    steps: list[PlannedStep]
    line: int


async def _take(tx: Transaction, ids: Sequence[str], as_of: datetime) -> int:
    taken = [
        _Taken(question, steps, question.count_line())
        for question in await _still_due(tx, ids, as_of)
        if (steps := question.take_steps(as_of))
    ]
    if not taken:
        return 0
    # First what another scan writes too: which of the two goes on is known before more is done.
    await QuestionDocument.move_all([one.question for one in taken], tx.session)
    rows: list[Step] = []
    lines: list[Line] = []
    for one, told in zip(taken, await _told_roles(taken), strict=True):
        rows += _steps(one, as_of)
        entry = step_entry(one.steps[-1], told, now())
        lines.append(timeline.line(one.question.id, one.line, entry))
        tx.emit(_escalated(one.question, one.steps[-1]))
    steps_taken = StepDocument.get_pymongo_collection()
    await steps_taken.insert_many([row_of(row) for row in rows], session=tx.session)
    await TimelineDocument.insert_many(lines, session=tx.session)
    return len(taken)


async def _still_due(tx: Transaction, ids: Sequence[str], as_of: datetime) -> list[Climbing]:
    """Return those of these questions that no other scan has taken meanwhile."""
    questions = QuestionDocument.get_pymongo_collection()
    wanted = {"_id": {"$in": list(ids)}}
    rows = await questions.find(wanted, _FIELDS, session=tx.session).to_list()
    due = [row for row in rows if _is_reached(row, as_of)]
    return [Climbing.model_validate({**row, "id": row["_id"]}) for row in due]


async def _told_roles(taken: Sequence[_Taken]) -> list[str]:
    """Return whom each step reaches: an officer as long as they work for the unit."""
    told = [(question, steps[-1].role) for question, steps, _ in taken]
    reached = await roles_reached({(role, question.lead_unit) for question, role in told})
    assigned = {
        (question.assignee, question.lead_unit)
        for question, role in told
        if role == "officer" and question.assignee
    }
    there = await directory.those_working(RESPONDERS, assigned)
    return [
        "officer"
        if role == "officer" and (question.assignee, question.lead_unit) in there
        else reached[role, question.lead_unit]
        for question, role in told
    ]


def _steps(taken: _Taken, as_of: datetime) -> list[Step]:
    """Return the steps taken; only the highest is told, overslept ones below it are noted."""
    question, [*overslept, highest] = taken.question, taken.steps
    noted = [_step(question, step, as_of, is_collapsed=True) for step in overslept]
    return [*noted, _step(question, highest, as_of, is_collapsed=False)]


def _escalated(question: Climbing, step: PlannedStep) -> QuestionEscalated:
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


def _step(question: Climbing, step: PlannedStep, as_of: datetime, *, is_collapsed: bool) -> Step:
    return Step(
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
