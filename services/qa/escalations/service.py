"""The scan: finds clocks whose next step is due and moves them up the ladder, each step once.

Any number of scans may run at once: each transaction reads its clocks again, takes the steps still
due and writes by id; of two that meet one goes on to other questions, and looks again later. What
a step means to its question and to people follows from its event (`escalations.effects`).
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.escalations.documents import Step, StepDocument, step_id
from services.qa.escalations.model import Climbing, PlannedStep, due_before
from services.qa.escalations.turns import Turns
from shared.contracts.qa.events import QuestionEscalated
from shared.marks import AFTER_ALL, BEFORE_ALL, moment_of, row_id_of
from shared.mongo import DatabaseUnavailable, Transaction
from shared.rows import row_of
from shared.storing import are_stored_already

Json = dict[str, Any]

_BATCHES_AHEAD = 16
_LOOKS, _LOOK_SECONDS = 6, 0.01
_FIELDS = dict.fromkeys(Climbing.model_fields, 1)
_MOVED = {"steps", "step_mark"}


async def scan(qa: QaRuntime, as_of: datetime) -> int:
    """Take every step due at a moment; return how many questions moved."""
    size = qa.settings.escalation_batch
    moved, seen = 0, frozenset[str]()
    while due := await _due_ids(as_of, size * _BATCHES_AHEAD):
        take = _take_free
        if seen.issuperset(due):  # others are at them
            due, take = await _left_by_others(as_of, len(due)), _take_rest
        batches = [due[first : first + size] for first in range(0, len(due), size)]
        moved_now = await take(qa, batches, as_of)
        if moved_now == 0 and take is _take_rest:  # the next scan sees to what is left
            break
        moved, seen = moved + moved_now, frozenset(due)
    return moved


async def _left_by_others(as_of: datetime, limit: int) -> list[str]:
    """Return whose steps are due when others have had the time that a batch takes, and more."""
    due: list[str] = []
    for _ in range(_LOOKS):
        await asyncio.sleep(_LOOK_SECONDS)
        due = await _due_ids(as_of, limit)
        if not due:
            break
    return due


async def due_count(as_of: datetime) -> int:
    """Return how many questions have a step due at a moment."""
    clocks = DeadlineDocument.get_pymongo_collection()
    return await clocks.count_documents(_due(as_of))


async def oldest_due(as_of: datetime) -> datetime | None:
    """Return since when a step has waited to be taken, None when none is due."""
    clocks = DeadlineDocument.get_pymongo_collection()
    found = clocks.find(_due(as_of), {"_id": 0, "step_mark": 1}).sort("step_mark", 1)
    rows = await found.limit(1).to_list()
    return moment_of(rows[0]["step_mark"]) if rows else None


async def _take_free(qa: QaRuntime, batches: Sequence[list[str]], as_of: datetime) -> int:
    """Take the steps of batches that no other scan is at, in turns with the others.

    Scans that begin together have the same batches. Returns how many questions moved.
    """
    moved = 0
    async for turn in Turns(qa.redis).among(len(batches)):
        batch = batches[turn]
        if await _is_due(batch[0], as_of):
            with suppress(DatabaseUnavailable):
                moved += await _take(qa, batch, as_of, attempts=1)
    return moved


async def _take_rest(qa: QaRuntime, batches: Sequence[list[str]], as_of: datetime) -> int:
    """Take what others leave of these batches; return how many moved."""
    moved = 0
    refused: DatabaseUnavailable | None = None
    for batch in batches:
        try:
            moved += await _take(qa, batch, as_of)
        except DatabaseUnavailable as error:  # a killed scan's locks hold up its own batch alone
            refused = error
    if refused is not None and moved == 0:
        raise refused
    return moved


async def _take(qa: QaRuntime, batch: Sequence[str], as_of: datetime, **tries: int) -> int:
    """Take the steps of a batch; return how many questions moved.

    A step that was stored without its clock, as by the release that took steps on questions, holds
    up nobody else's.
    """
    work = partial(take_due, ids=batch, as_of=as_of)
    try:
        return await qa.mongo.run(work, **tries)
    except BulkWriteError as error:
        if not are_stored_already(error):
            raise
    return await qa.mongo.run(partial(work, are_some_taken=True))


async def _is_due(question: str, as_of: datetime) -> bool:
    clocks = DeadlineDocument.get_pymongo_collection()
    row = await clocks.find_one({"_id": question}, {"step_mark": 1})
    return row is not None and row.get("step_mark", AFTER_ALL) < due_before(as_of)


def _due(as_of: datetime) -> Json:
    return {"step_mark": {"$gt": BEFORE_ALL, "$lt": due_before(as_of)}}


async def _due_ids(as_of: datetime, limit: int) -> list[str]:
    """Return whose steps are due, the oldest of them if there are more; the index tells all."""
    clocks = DeadlineDocument.get_pymongo_collection()
    found = clocks.find(_due(as_of), {"_id": 0, "step_mark": 1})
    rows = await found.sort("step_mark", 1).limit(limit).to_list()
    return sorted(row_id_of(row["step_mark"]) for row in rows)


class _Taken(NamedTuple):
    """A clock that has moved, and the steps it took, the highest last."""

    climbing: Climbing
    steps: list[PlannedStep]


async def take_due(
    tx: Transaction, ids: Sequence[str], as_of: datetime, *, are_some_taken: bool = False
) -> int:
    """Move the clocks of these questions up the ladder; return how many had a step due.

    Where some steps may be stored already, only the others are taken.
    """
    moved = [
        _Taken(climbing, steps)
        for climbing in await _climbing(tx, ids)
        if (steps := climbing.take_steps(as_of))
    ]
    if not moved:
        return 0
    # First what another scan writes too: which of the two goes on is known before more is done.
    moves = [_move(one.climbing) for one in moved]
    await DeadlineDocument.get_pymongo_collection().bulk_write(moves, session=tx.session)
    taken = await _not_stored(tx, moved) if are_some_taken else moved
    if rows := [row_of(step) for one in taken for step in _steps(one, as_of)]:
        await StepDocument.get_pymongo_collection().insert_many(rows, session=tx.session)
    tx.emit(*(_escalated(one) for one in taken))
    return len(moved)


async def _not_stored(tx: Transaction, moved: Sequence[_Taken]) -> list[_Taken]:
    """Return what is left of these without the steps that are stored already."""
    named = [_id_of(climbing, step) for climbing, steps in moved for step in steps]
    found = StepDocument.find({"_id": {"$in": named}}, session=tx.session)
    known = {step.id for step in await found.to_list()}
    left = (
        _Taken(climbing, [step for step in steps if _id_of(climbing, step) not in known])
        for climbing, steps in moved
    )
    return [one for one in left if one.steps]


def _id_of(climbing: Climbing, step: PlannedStep) -> str:
    return step_id(climbing.id, climbing.clock, step.key)


async def _climbing(tx: Transaction, ids: Sequence[str]) -> list[Climbing]:
    clocks = DeadlineDocument.get_pymongo_collection()
    wanted = {"_id": {"$in": list(ids)}}
    rows = await clocks.find(wanted, _FIELDS, session=tx.session).to_list()
    return [Climbing.model_validate({**row, "id": row["_id"]}) for row in rows]


def _move(climbing: Climbing) -> UpdateOne:
    row = climbing.model_dump(include=_MOVED, exclude_none=True)
    gone = dict.fromkeys(_MOVED - row.keys(), "")
    return UpdateOne({"_id": climbing.id}, {"$set": row} | ({"$unset": gone} if gone else {}))


def _steps(taken: _Taken, as_of: datetime) -> Iterator[Step]:
    """Yield the steps taken; only the highest is told, overslept ones below it are noted."""
    [*overslept, highest] = taken.steps
    for step in overslept:
        yield Step.of(taken.climbing, step, as_of, 0).model_copy(update={"is_collapsed": True})
    yield Step.of(taken.climbing, highest, as_of, sum(step.is_late for step in taken.steps))


def _escalated(taken: _Taken) -> QuestionEscalated:
    climbing, highest = taken.climbing, taken.steps[-1]
    return QuestionEscalated(
        code=climbing.code,
        unit=climbing.unit,
        clock=climbing.clock,
        step=highest.key,
        role=highest.role,
    )
