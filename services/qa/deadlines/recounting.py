"""A changed calendar moves open deadlines: every open question is counted again, in batches.

So are the open questions of a unit that changes to another calendar.

How far it has come is stored with each batch, so that a killed worker's successor goes on there;
counting a question twice changes nothing. A question that was being asked meanwhile may have missed
both the new calendar and the count: so all are looked through a second time, a little later.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines import clocks
from services.qa.deadlines.documents import DeadlineDocument, RecountDocument
from services.qa.directory import queries as directory
from services.qa.questions import placing, timeline
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Entry
from shared.clock import now
from shared.contracts.qa.events import DueChanged
from shared.contracts.qa.policies import RecountOut
from shared.logging import get_logger
from shared.marks import MarkedList
from shared.mongo import Transaction, transactional

TASK = "qa.recount_deadlines"
_BATCH = 100
_STILL_BEING_ASKED = timedelta(seconds=30)
_log = get_logger(__name__)


async def want_recount(
    tx: Transaction, calendars: Collection[str], units: Collection[str] = ()
) -> None:
    """Ask that these calendars' and units' open questions are counted again, from the beginning."""
    at = now()
    again = at + _STILL_BEING_ASKED
    rows = [RecountDocument(id=one, wanted_at=at, look_again_at=again) for one in calendars]
    rows += [
        RecountDocument(id=f"unit:{unit}", unit=unit, wanted_at=at, look_again_at=again)
        for unit in units
    ]
    for wanted in rows:
        known = await RecountDocument.get(wanted.id, session=tx.session)
        await (wanted.replace if known else wanted.insert)(session=tx.session)
        tx.nudge(TASK)


async def recount_wanted(qa: QaRuntime) -> int:
    """Do what is asked for; return how many due dates moved.

    What counts by a calendar that is still being fetched waits for the next time.
    """
    at = now()
    wanted = [row for row in await RecountDocument.find_all().to_list() if _is_wanted(row, at)]
    moved = 0
    for row in wanted:
        try:
            while (moved_now := await recount_batch(qa.mongo, row.id)) is not None:
                moved += moved_now
        except directory.DirectoryIncomplete:
            _log.warning("recount_waits", recount=row.id)
    return moved


@transactional
async def recount_batch(tx: Transaction, recount: str) -> int | None:
    """Count the next questions again; return how many moved, None when all are done."""
    row = await RecountDocument.get(recount, session=tx.session)
    if row is None or not _is_wanted(row, now()):
        return None
    part = placing.key(placing.OPEN, row.unit or "")
    listed = MarkedList("queue_mark", {"queue_keys": part}, after=row.after)
    found = await listed.rows(QuestionDocument.get_pymongo_collection(), _BATCH, fields=("_id",))
    if not found:
        if row.done_at is not None:
            row.look_again_at = None
        row.done_at, row.after = row.done_at or now(), ""
        await row.replace(session=tx.session)
        return None
    moved = await _recount(tx, row, [one["_id"] for one in found], now())
    row.after = found[-1]["queue_mark"]
    row.checked += len(found) if row.done_at is None else 0
    row.moved += moved
    await row.replace(session=tx.session)
    return moved


def _is_wanted(row: RecountDocument, at: datetime) -> bool:
    return row.done_at is None or (row.look_again_at is not None and row.look_again_at <= at)


async def recounts() -> list[RecountOut]:
    """Return how far each calendar's last recount has come."""
    rows = await RecountDocument.find_all().to_list()
    return [
        RecountOut(
            calendar="" if row.unit else row.id,
            **row.model_dump(exclude={"id", "after", "look_again_at"}),
        )
        for row in rows
    ]


async def _recount(tx: Transaction, row: RecountDocument, ids: Sequence[str], at: datetime) -> int:
    calendar = row.id
    if row.unit:
        unit = await directory.unit(row.unit)
        if unit is None:
            return 0
        calendar = unit.calendar
    stored = await DeadlineDocument.find({"_id": {"$in": list(ids)}}, session=tx.session).to_list()
    counting = [clock.id for clock in stored if row.unit or clock.calendar == calendar]
    questions = await QuestionDocument.find(
        {"_id": {"$in": counting}}, session=tx.session
    ).to_list()
    moved = 0
    for question in questions:
        if question.is_open and row.unit in {None, question.lead_unit}:
            moved += await _recount_one(tx, question, at, calendar)
    return moved


async def _recount_one(
    tx: Transaction, question: QuestionDocument, at: datetime, calendar: str
) -> bool:
    was_provisional = question.due_is_provisional
    moved = await clocks.recount(tx, question, at, calendar)
    if moved is not None:
        before, after = (moment.isoformat() for moment in moved)
        entry = Entry(kind="recalculated", role="system", at=at, before=before, after=after)
        await timeline.append(tx, question, [entry])
        tx.emit(DueChanged(code=question.code, unit=question.lead_unit))
    if moved is not None or question.due_is_provisional != was_provisional:
        await question.replace(session=tx.session)
    return moved is not None
