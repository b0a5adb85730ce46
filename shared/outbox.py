"""Events wait here, written with the change they tell of, until every listener confirmed them.

A row is sent again, ever more seldom, as long as a listener has not confirmed: a lost message, a
flushed broker or a day's outage delays an event and never loses it. Listeners see each event at
least once and act on it once (`shared.inbox`).
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase

from shared.clock import now
from shared.events import Event
from shared.ids import new_id
from shared.logging import current_request_id
from shared.tracing import current_traceparent

Json = dict[str, Any]
Send = Callable[[str, Json], Awaitable[None]]

COLLECTION = "outbox"

_BATCH = 200
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(minutes=10)


class Origin(NamedTuple):
    """Which request an event comes from, and which trace."""

    request_id: str | None
    traceparent: str | None

    @classmethod
    def present(cls) -> "Origin":
        """Return the request and the trace that this is done for."""
        return cls(current_request_id(), current_traceparent())


async def make_indexes(database: AsyncDatabase[Json]) -> None:
    """Make the indexes: the relay reads by the first, who watches by the second."""
    await database[COLLECTION].create_index([("next_send_at", 1)])
    await database[COLLECTION].create_index([("occurred_at", 1)])


def rows_of(events: Sequence[tuple[Event, Origin]]) -> list[Json]:
    """Return events, each with where it comes from, as they wait."""
    moment = now()
    return [
        {
            "_id": new_id(),
            "name": event.wire_name,
            "payload": event.model_dump(mode="json"),
            "waiting_for": list(event.listeners),
            "request_id": origin.request_id,
            "traceparent": origin.traceparent,
            "occurred_at": moment,
            "next_send_at": moment,
            "sends": 0,
        }
        for event, origin in events
        if event.listeners
    ]


async def relay_due(database: AsyncDatabase[Json], send: Send, moment: datetime) -> int:
    """Send what is due to the listeners still waited for; return how many rows were sent.

    `send(listener, message)` puts one message into the listener's queue and raises if it cannot;
    the row then stays due.
    """
    rows = database[COLLECTION].find({"next_send_at": {"$lte": moment}})
    sent = 0
    for row in await rows.sort("next_send_at", 1).limit(_BATCH).to_list():
        message = {key: row[key] for key in ("name", "payload", "request_id")}
        message |= {"id": row["_id"], "occurred_at": row["occurred_at"].isoformat()}
        message["traceparent"] = row.get("traceparent")
        for listener in row["waiting_for"]:
            await send(listener, message)
        wait = min(_FIRST_WAIT * 2 ** min(row["sends"], 10), _LONGEST_WAIT)
        await database[COLLECTION].update_one(
            {"_id": row["_id"]}, {"$set": {"next_send_at": moment + wait}, "$inc": {"sends": 1}}
        )
        sent += 1
    return sent


async def confirm(
    database: AsyncDatabase[Json], event_id: str, listener: str, session: AsyncClientSession
) -> None:
    """Note that a listener has acted; the last one to do so removes the row."""
    row = await database[COLLECTION].find_one({"_id": event_id}, session=session)
    if row is None or listener not in row["waiting_for"]:
        return
    left = [name for name in row["waiting_for"] if name != listener]
    if left:
        change = {"$set": {"waiting_for": left}}
        await database[COLLECTION].update_one({"_id": event_id}, change, session=session)
    else:
        await database[COLLECTION].delete_one({"_id": event_id}, session=session)


async def oldest_age_seconds(database: AsyncDatabase[Json]) -> float:
    """Return the age of the oldest unconfirmed event, 0 when there is none (for metrics)."""
    past = {"occurred_at": {"$lte": now()}}
    rows = await database[COLLECTION].find(past).sort("occurred_at", 1).limit(1).to_list()
    row = rows[0] if rows else None
    return (now() - row["occurred_at"]).total_seconds() if row else 0.0
