"""Reminding supporting units of their own date; a clock for each part that is owed.

A clock is written when a unit is asked and goes once its steps are taken or the part is there.
"""

from collections.abc import Sequence
from datetime import datetime

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.escalations.documents import SupportClockDocument
from services.qa.escalations.model import plan, split
from services.qa.escalations.queries import support_ladder
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.parts import Support
from shared.contracts.qa.events import SupportAsked, SupportReminded
from shared.mongo import Transaction, transactional

_BATCH = 100


async def start_support_clock(tx: Transaction, event: SupportAsked) -> None:
    """Plan the reminders of a part that is owed."""
    question = await QuestionDocument.find_one({"code": event.code}, session=tx.session)
    support = _owed(question, event.support) if question else None
    unit = await directory.unit(event.support)
    if question is None or support is None or unit is None:
        return
    calendar = await directory.calendar(unit.calendar)
    steps = plan(await support_ladder(support.asked_at), calendar, support.asked_at, support.due_at)
    clock = SupportClockDocument(
        id=f"{question.id}:{event.support}", question=question.id, unit=event.support,
        due_at=support.due_at, steps=steps, next_step_at=steps[0].at if steps else None,
    )  # fmt: skip
    known = await SupportClockDocument.get(clock.id, session=tx.session)
    await (clock.replace if known else clock.insert)(session=tx.session)


async def scan_supports(qa: QaRuntime, as_of: datetime) -> int:
    """Take every step due at a moment; return how many units are reminded."""
    reminded = 0
    clocks = SupportClockDocument.get_pymongo_collection()
    while True:
        found = clocks.find({"next_step_at": {"$lte": as_of}}, {"_id": 1})
        rows = await found.sort("next_step_at", 1).limit(_BATCH).to_list()
        if not rows:
            return reminded
        reminded += await _take_steps(qa.mongo, [row["_id"] for row in rows], as_of)


@transactional
async def _take_steps(tx: Transaction, ids: Sequence[str], as_of: datetime) -> int:
    clocks = await SupportClockDocument.find(
        {"_id": {"$in": list(ids)}}, session=tx.session
    ).to_list()
    named = [clock.question for clock in clocks]
    found = await QuestionDocument.find({"_id": {"$in": named}}, session=tx.session).to_list()
    questions = {question.id: question for question in found}
    reminded = 0
    for clock in clocks:
        question = questions.get(clock.question)
        support = _owed(question, clock.unit) if question and question.is_open else None
        due, waiting = split(clock.steps, as_of)
        clock.steps, clock.next_step_at = waiting, waiting[0].at if waiting else None
        if question is not None and support is not None and due:
            tx.emit(
                SupportReminded(
                    code=question.code, unit=question.lead_unit, support=clock.unit,
                    step=due[-1].key, role=due[-1].role,
                )
            )  # fmt: skip
            reminded += 1
        if support is None or not waiting:
            await clock.delete(session=tx.session)
        else:
            await clock.replace(session=tx.session)
    return reminded


def _owed(question: QuestionDocument | None, unit: str) -> Support | None:
    owed = (
        [one for one in question.supports if one.unit == unit and one.is_owed] if question else []
    )
    return owed[0] if owed else None
