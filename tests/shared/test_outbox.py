"""Events wait until every listener confirmed, whatever is lost on the way."""

import asyncio
from datetime import timedelta
from typing import ClassVar

import pytest

from shared import outbox
from shared.clock import at, now
from shared.events import Event
from shared.logging import begin_request
from shared.mongo import Transaction


class TwoListen(Event):
    """A fact two services act on."""

    wire_name: ClassVar[str] = "qa.two_listen.v1"
    listeners: ClassVar[tuple[str, ...]] = ("qa", "survey")

    code: str


class BrokerIsDown(Exception):
    pass


class Broker:
    """Takes messages, or refuses them."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict]] = []
        self.is_down = False

    async def send(self, listener: str, message: dict) -> None:
        if self.is_down:
            raise BrokerIsDown
        self.taken.append((listener, message))


@pytest.fixture
def broker() -> Broker:
    return Broker()


async def emit(mongo, code: str) -> str:
    async def work(tx: Transaction) -> None:
        tx.emit(TwoListen(code=code))

    await mongo.run(work)
    row = await mongo.database["outbox"].find_one({"payload.code": code})
    return row["_id"]


async def confirm(mongo, event_id: str, listener: str) -> None:
    async def work(tx: Transaction) -> None:
        await outbox.confirm(tx.database, event_id, listener, tx.session)

    await mongo.run(work)


async def test_a_message_goes_to_each_listener_with_its_request_id(mongo, broker):
    begin_request("request-12345")
    event_id = await emit(mongo, "A1")
    assert await outbox.relay_due(mongo.database, broker.send, now()) == 1
    assert [listener for listener, _ in broker.taken] == ["qa", "survey"]
    message = broker.taken[0][1]
    assert message["id"] == event_id
    assert (message["name"], message["payload"]) == ("qa.two_listen.v1", {"code": "A1"})
    assert message["request_id"] == "request-12345"


async def test_unconfirmed_events_are_sent_again_ever_more_seldom(mongo, broker):
    await emit(mongo, "A1")
    begun, sent_at = now(), []
    for second in range(0, 200, 5):
        moment = begun + timedelta(seconds=second)
        if await outbox.relay_due(mongo.database, broker.send, moment):
            sent_at.append(second)
    assert sent_at == [0, 10, 30, 70, 150]


async def test_only_listeners_still_waited_for_get_it_again(mongo, broker):
    event_id = await emit(mongo, "A1")
    await confirm(mongo, event_id, "qa")
    await outbox.relay_due(mongo.database, broker.send, now())
    assert [listener for listener, _ in broker.taken] == ["survey"]


async def test_the_last_confirmation_removes_the_event(mongo):
    event_id = await emit(mongo, "A1")
    await confirm(mongo, event_id, "qa")
    await confirm(mongo, event_id, "qa")
    await confirm(mongo, event_id, "nobody")
    assert await mongo.database["outbox"].count_documents({}) == 1
    await confirm(mongo, event_id, "survey")
    await confirm(mongo, event_id, "survey")
    assert await mongo.database["outbox"].count_documents({}) == 0


async def test_listeners_confirming_at_once_are_both_counted(mongo):
    events = [await emit(mongo, f"A{number}") for number in range(6)]
    await asyncio.gather(
        *(confirm(mongo, event, listener) for event in events for listener in ("qa", "survey"))
    )
    assert await mongo.database["outbox"].count_documents({}) == 0


async def test_what_the_broker_refused_stays_due(mongo, broker):
    await emit(mongo, "A1")
    broker.is_down = True
    with pytest.raises(BrokerIsDown):
        await outbox.relay_due(mongo.database, broker.send, now())
    broker.is_down = False
    assert await outbox.relay_due(mongo.database, broker.send, now()) == 1


async def test_the_age_of_the_oldest_is_told(mongo):
    assert await outbox.oldest_age_seconds(mongo.database) == 0
    with at(now() - timedelta(minutes=5)):
        await emit(mongo, "A1")
    await emit(mongo, "A2")
    assert 300 <= await outbox.oldest_age_seconds(mongo.database) < 310
