"""The roller: keeps the month documents equal to a raw recount, about a second behind.

A response is one insert that touches no counter. A run of the roller is one transaction:

1. It reads the state: the watermark, before which everything is counted for good, and the buckets
   of five seconds after it, each with the counts already merged from it.
2. It counts from the responses again the buckets young enough to grow (`FRESH`). The older ones
   are only checked by their number in the index; if a response turned up late, they are counted
   again too.
3. It writes the state, adds the difference between new and old counts to the month documents of
   each portal and of `*`, all by `_id`, and moves the watermark to `OVERLAP` ago.

So a kill leaves the work of a run wholly done or wholly undone, and two runs at once meet on the
state: one of them starts again and finds the other's work done. Nothing is ever counted twice,
since what was merged stands in the same transaction as the merge. The server would keep a killed
run's locks for a minute; the next run ends them after a second (`shared.abandoned`).

An insert is bounded in time (`responses.service`), far below `OVERLAP`, so that none can appear
behind the watermark. One that was late nevertheless, a changed old response, a roller that slept
for long or whose clock was set back: these mark local days, and a run counts marked days anew in
whole. Every night yesterday is marked in any case.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.survey.comments.copying import copy_comments
from services.survey.figures.counting import Cells, count, difference, total
from services.survey.figures.documents import (
    STATE_ID,
    Bucket,
    bucket_from_row,
    bucket_to_row,
    month_of,
)
from services.survey.figures.months import add_counts, replace_days
from shared.abandoned import end_noted_transactions, note_transaction
from shared.clock import day_start, local_day, now
from shared.ids import new_id
from shared.logging import get_logger
from shared.mongo import DatabaseUnavailable, Mongo, Transaction, transactional

_log = get_logger(__name__)

BUCKET_SECONDS = 5
FRESH = timedelta(seconds=3)
OVERLAP = timedelta(seconds=20)
OVERSLEPT = timedelta(minutes=10)
LATE_SECONDS = 10.0
"""A response that took longer than this to store has its day counted anew."""

_AWAKE = timedelta(seconds=10)
_REPAIRED_AT_ONCE = 100_000
_BATCH = 10_000
_WORK = "figures"
_COUNTED = dict.fromkeys(
    ("portal", "version", "source", "ratings", "other", "texts", "received_at"), 1
)


@dataclass
class Tail:
    """The state while a run works on it."""

    revision: int
    watermark: datetime
    buckets: list[Bucket]
    is_anew: bool = False
    """What was merged of it is unknown; its days are marked, and nothing is counted twice."""

    def cells(self) -> Cells:
        """Return what was merged from the buckets."""
        return total(bucket.cells for bucket in self.buckets)


def bucket_start(moment: datetime) -> datetime:
    """Return where the bucket of a moment starts."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % BUCKET_SECONDS, UTC)


def within_day(day: date) -> dict[str, datetime]:
    """Return the condition on `received_at` for a local day."""
    return {"$gte": day_start(day), "$lt": day_start(day + timedelta(days=1))}


async def prepare_state(mongo: Mongo) -> None:
    """Make the state document if there is none, so that every run finds one to meet on."""
    states = mongo.database["figure_state"]
    fields = {"revision": 0, "as_of": now(), "watermark": None, "buckets": []}
    if await states.find_one({"_id": STATE_ID}, {"_id": 1}) is None:
        with contextlib.suppress(DuplicateKeyError):  # another process was faster
            await states.insert_one({"_id": STATE_ID, **fields})


async def mark_days(mongo: Mongo, days: Sequence[date]) -> None:
    """Have local days counted anew by a run soon."""
    await mongo.database["figure_marks"].insert_many(marks_of(days))


async def roll_up(mongo: Mongo) -> None:
    """Bring the figures up to the present; does next to nothing when nothing happened."""
    if not await _is_idle(mongo):
        await roll(mongo)
    while days := await _next_marked_days(mongo):
        await roll(mongo, days)


async def _is_idle(mongo: Mongo) -> bool:
    state = await mongo.database["figure_state"].find_one({"_id": STATE_ID}, {"buckets": 0})
    if state is None or state["watermark"] is None:
        return False
    if not timedelta() <= now() - state["as_of"] <= _AWAKE:
        return False
    young = {"received_at": {"$gte": state["watermark"]}}
    return await mongo.database["responses"].find_one(young, {"_id": 1}) is None


async def roll(mongo: Mongo, days: Sequence[date] = ()) -> None:
    """Merge what came since the last run; count these days anew as well and forget their marks.

    The days are of one month. A run that was killed holds its locks: it is ended after a second.
    """
    try:
        await _roll(mongo, days)
    except DatabaseUnavailable:
        ended = await end_noted_transactions(mongo, _WORK)
        _log.warning("roll_up_took_over", ended=ended)
        await _roll(mongo, days)


@transactional
async def _roll(tx: Transaction, days: Sequence[date]) -> None:
    await note_transaction(tx, _WORK)
    await roll_in(tx, days)


async def roll_in(tx: Transaction, days: Sequence[date] = ()) -> None:
    """Do a run inside a transaction under way."""
    moment = now()
    tail = await _load(tx, moment)
    merged = tail.cells()
    await _count_tail(tx, tail, moment, whole=bool(days))
    changes = {} if tail.is_anew else difference(tail.cells(), merged)
    await _save(tx, tail, moment, moved=bool(changes or days))
    await add_counts(tx, changes)
    if days:
        await _repair(tx, days)


async def _load(tx: Transaction, moment: datetime) -> Tail:
    """Return the state; one that is no start to go on from marks the days in doubt.

    Counting then begins anew here: at the first run, after a long sleep, with a clock set back.
    """
    state = await tx.database["figure_state"].find_one({"_id": STATE_ID}, session=tx.session)
    assert state is not None  # noqa: S101 - `prepare_state` made it when the process started
    watermark: datetime | None = state["watermark"]
    if watermark is not None and watermark <= moment <= watermark + OVERSLEPT:
        buckets = [bucket_from_row(row) for row in state["buckets"]]
        return Tail(state["revision"], watermark, buckets)
    begins = bucket_start(moment - OVERLAP)
    if (first := watermark or await _first_moment(tx)) is not None:
        doubtful = _days(local_day(min(first, begins)), local_day(max(first, moment)))
        await tx.database["figure_marks"].insert_many(marks_of(doubtful), session=tx.session)
    return Tail(state["revision"], begins, [], is_anew=True)


async def _first_moment(tx: Transaction) -> datetime | None:
    first = tx.database["responses"].find({}, {"received_at": 1}, session=tx.session)
    for row in await first.sort("received_at", 1).limit(1).to_list():
        return row["received_at"]  # type: ignore[no-any-return]
    return None


async def _count_tail(tx: Transaction, tail: Tail, moment: datetime, *, whole: bool) -> None:
    """Count anew the buckets that may have grown; all of them if `whole`."""
    responses = tx.database["responses"]
    fresh = max(tail.watermark, bucket_start(moment - FRESH))
    kept = [bucket for bucket in tail.buckets if bucket.starts < fresh]
    settling = {"received_at": {"$gte": tail.watermark, "$lt": fresh}}
    number = await responses.count_documents(settling, session=tx.session)
    if whole or number != sum(bucket.responses for bucket in kept):
        kept, fresh = [], tail.watermark
    young = {"received_at": {"$gte": fresh}}
    found = await responses.find(young, _COUNTED, session=tx.session).to_list()
    await copy_comments(tx, found)
    buckets: dict[datetime, list[dict[str, Any]]] = {}
    for response in found:
        buckets.setdefault(bucket_start(response["received_at"]), []).append(response)
    counted = [Bucket(starts, len(rows), count(rows)) for starts, rows in buckets.items()]
    tail.buckets = kept + counted


async def _save(tx: Transaction, tail: Tail, moment: datetime, *, moved: bool) -> None:
    """Write the state, its buckets without those that cannot grow any more."""
    watermark = max(tail.watermark, bucket_start(moment - OVERLAP))
    state = {
        "revision": tail.revision + moved,
        "as_of": moment,
        "watermark": watermark,
        "buckets": [bucket_to_row(one) for one in tail.buckets if one.starts >= watermark],
    }
    await tx.database["figure_state"].replace_one({"_id": STATE_ID}, state, session=tx.session)


async def _repair(tx: Transaction, days: Sequence[date]) -> None:
    """Replace what is stored of these days by what their responses say now."""
    await replace_days(tx, {day: await count_day(tx, day) for day in days})
    named = {"day": {"$in": [day.isoformat() for day in days]}}
    marks = await tx.database["figure_marks"].find(named, {"_id": 1}, session=tx.session).to_list()
    ids = [mark["_id"] for mark in marks]
    await tx.database["figure_marks"].delete_many({"_id": {"$in": ids}}, session=tx.session)


async def count_day(tx: Transaction, day: date) -> Cells:
    """Count a local day's responses, in batches, and see that their comments are there."""
    condition = {"received_at": within_day(day)}
    cursor = tx.database["responses"].find(condition, _COUNTED, session=tx.session)
    cells: Cells = {}
    while batch := await cursor.to_list(_BATCH):
        await copy_comments(tx, batch)
        cells = total([cells, count(batch)])
    return cells


async def _next_marked_days(mongo: Mongo) -> list[date]:
    """Return marked days of one month, no more than a transaction should count."""
    marks = await mongo.database["figure_marks"].find({}, {"day": 1}).limit(1_000).to_list()
    marked = sorted({date.fromisoformat(mark["day"]) for mark in marks})
    chosen: list[date] = []
    responses = 0
    for day in marked:
        condition = {"received_at": within_day(day)}
        responses += await mongo.database["responses"].count_documents(condition)
        beyond = responses > _REPAIRED_AT_ONCE or month_of(day) != month_of(marked[0])
        if chosen and beyond:
            break
        chosen.append(day)
    return chosen


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def marks_of(days: Sequence[date]) -> list[dict[str, Any]]:
    """Return the marks that have local days counted anew."""
    return [{"_id": new_id(), "day": day.isoformat()} for day in days]
