"""Moving the open questions of abolished units to their successors, each once.

What was answered stays with the old unit. A batch is one transaction; a question that has moved
is in the old unit's list no more, so running again changes nothing.
"""

from collections.abc import Sequence

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines import clocks
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.questions import placing, timeline
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS, Entry
from services.qa.topics.service import follow_successor
from shared.clock import now, today
from shared.contracts.qa.events import QuestionForwarded, SupportAsked
from shared.logging import get_logger
from shared.marks import MarkedList
from shared.mongo import Transaction, transactional

TASK = "qa.move_to_successors"
_BATCH = 50
_LONGEST_LINE = 12
_log = get_logger(__name__)


async def move_to_successors(qa: QaRuntime) -> int:
    """Move what abolished units still owe; return how many questions moved."""
    moved = 0
    for unit in await UnitDocument.find({"successor": {"$gt": ""}}).to_list():
        if not _is_abolished(unit):
            continue
        successor = await _last_of_line(unit)
        if successor is None:
            _log.error("no_successor", unit=unit.id)
            continue
        await follow_successor(qa.mongo, unit.id, successor.id)
        moved += await _move_all(qa, placing.OPEN, unit.id, successor)
        moved += await _move_all(qa, placing.SUPPORTING, unit.id, successor)
    return moved


async def _move_all(qa: QaRuntime, part: str, unit: str, successor: UnitDocument) -> int:
    listed = MarkedList("queue_mark", {"queue_keys": placing.key(part, unit)})
    questions = QuestionDocument.get_pymongo_collection()
    moved = 0
    while found := await listed.rows(questions, _BATCH, fields=("_id",)):
        moved_now = await move_batch(qa.mongo, [row["_id"] for row in found], unit, successor)
        if moved_now == 0:  # somebody else has moved them
            break
        moved += moved_now
    return moved


@transactional
async def move_batch(
    tx: Transaction, ids: Sequence[str], unit: str, successor: UnitDocument
) -> int:
    """Move these questions; return how many this unit still had a part in."""
    found = await QuestionDocument.find({"_id": {"$in": list(ids)}}, session=tx.session).to_list()
    moved = 0
    for question in found:
        if question.is_open and question.lead_unit == unit:
            await _move_lead(tx, question, successor)
        elif question.is_open and unit in (question.supporting or []):
            _move_support(tx, question, unit, successor.id)
        else:
            continue
        await question.replace(session=tx.session)
        moved += 1
    return moved


async def _move_lead(tx: Transaction, question: QuestionDocument, successor: UnitDocument) -> None:
    at, before = now(), question.lead_unit
    question.lead_unit = successor.id
    question.version += 1
    officer = question.assignee
    if officer and not await directory.works_for(officer, RESPONDERS, successor.id):
        question.assignee = None
    question.forget_support(successor.id)
    await clocks.move(tx, question, successor, at, goes_on=True)
    entry = Entry(
        kind="rerouted", role="system", at=at, unit=successor.id,
        before=before, after=successor.id,
    )  # fmt: skip
    await timeline.append(tx, question, [entry])
    tx.emit(QuestionForwarded(code=question.code, unit=successor.id, before=before, by=""))


def _move_support(tx: Transaction, question: QuestionDocument, unit: str, successor: str) -> None:
    question.version += 1
    for support in question.supports:
        if support.unit == unit and support.is_owed:
            support.unit = successor
    is_lead = question.lead_unit == successor
    question.forget_support(successor if is_lead else "")
    if not is_lead:
        tx.emit(SupportAsked(code=question.code, unit=question.lead_unit, support=successor))


async def _last_of_line(unit: UnitDocument) -> UnitDocument | None:
    """Return the unit that takes over, past successors that are abolished themselves."""
    here: UnitDocument | None = unit
    for _ in range(_LONGEST_LINE):
        if here is None or not _is_abolished(here):
            return here
        here = await directory.unit(here.successor) if here.successor else None
    return None


def _is_abolished(unit: UnitDocument) -> bool:
    return unit.valid_to is not None and unit.valid_to < today()
