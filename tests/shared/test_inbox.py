"""Each event has its effect exactly once, however often and wherever it arrives."""

import asyncio
from typing import ClassVar

import pytest
from pydantic import ValidationError

from shared.events import Event
from shared.ids import new_id
from shared.inbox import Subscribers
from shared.mongo import Transaction


class Heard(Event):
    """A fact of this test."""

    wire_name: ClassVar[str] = "qa.heard.v1"
    listeners: ClassVar[tuple[str, ...]] = ("qa",)

    code: str


class CannotAct(Exception):
    pass


def message(code: str = "A1", **overrides) -> dict:
    return {"id": new_id(), "name": "qa.heard.v1", "payload": {"code": code}, **overrides}


@pytest.fixture
def subscribers() -> Subscribers:
    listening = Subscribers("qa")

    @listening.on(Heard)
    async def note(tx: Transaction, event: Heard) -> None:
        await tx.database["effects"].insert_one({"code": event.code}, session=tx.session)

    return listening


async def effects(mongo) -> list[str]:
    return [row["code"] async for row in mongo.database["effects"].find()]


async def test_the_same_message_acts_once(mongo, subscribers):
    heard = message()
    for _ in range(3):
        await subscribers.receive(None, mongo, heard)
    await subscribers.receive(None, mongo, message())
    assert await effects(mongo) == ["A1", "A1"]


async def test_the_same_message_in_parallel_acts_once(mongo, subscribers):
    heard = message()
    await asyncio.gather(*(subscribers.receive(None, mongo, heard) for _ in range(8)))
    assert await effects(mongo) == ["A1"]


async def test_a_failed_act_leaves_nothing_and_may_be_tried_again(mongo):
    listening = Subscribers("qa")
    fails = True

    @listening.on(Heard)
    async def act(tx: Transaction, event: Heard) -> None:
        await tx.database["effects"].insert_one({"code": event.code}, session=tx.session)
        if fails:
            raise CannotAct

    heard = message()
    with pytest.raises(CannotAct):
        await listening.receive(None, mongo, heard)
    assert await effects(mongo) == []
    fails = False
    await listening.receive(None, mongo, heard)
    assert await effects(mongo) == ["A1"]


async def test_the_act_knows_the_event_by_its_id(mongo):
    listening = Subscribers("qa")

    @listening.on(Heard)
    async def act(tx: Transaction, _event: Heard) -> None:
        await tx.database["effects"].insert_one({"code": tx.cause}, session=tx.session)

    heard = message()
    await listening.receive(None, mongo, heard)
    assert await effects(mongo) == [heard["id"]]


async def test_what_is_prepared_outside_comes_along(mongo):
    listening = Subscribers("qa")

    async def prepare(runtime: str, event: Heard) -> str:
        return f"{runtime} {event.code}"

    @listening.on(Heard, prepare=prepare)
    async def act(tx: Transaction, _event: Heard, prepared: str) -> None:
        await tx.database["effects"].insert_one({"code": prepared}, session=tx.session)

    await listening.receive("runtime", mongo, message())
    assert await effects(mongo) == ["runtime A1"]


async def test_a_key_met_twice_inside_the_act_is_not_taken_for_a_repeat(mongo):
    listening = Subscribers("qa")

    @listening.on(Heard)
    async def act(tx: Transaction, _event: Heard) -> None:
        await tx.database["effects"].insert_one({"_id": "taken"}, session=tx.session)

    await mongo.database["effects"].insert_one({"_id": "taken"})
    with pytest.raises(Exception, match="duplicate key"):
        await listening.receive(None, mongo, message())


async def test_unknown_and_malformed_events_are_refused_aloud(mongo, subscribers):
    with pytest.raises(KeyError):
        await subscribers.receive(None, mongo, message(name="qa.never_heard.v1"))
    with pytest.raises(ValidationError):
        await subscribers.receive(None, mongo, message(payload={}))


def test_one_act_an_event(subscribers):
    with pytest.raises(ValueError, match="already acts"):

        @subscribers.on(Heard)
        async def act(_tx: Transaction, _event: Heard) -> None:
            raise AssertionError("never called")


async def test_further_acts_come_after_the_first_in_the_same_transaction(mongo, subscribers):
    async def note_again(tx: Transaction, event: Heard) -> None:
        await tx.database["effects"].insert_one({"code": f"{event.code}+"}, session=tx.session)
        if event.code == "bad":
            raise CannotAct

    subscribers.also(Heard, note_again)
    await subscribers.receive(None, mongo, message())
    with pytest.raises(CannotAct):
        await subscribers.receive(None, mongo, message("bad"))
    assert await effects(mongo) == ["A1", "A1+"]

    alone = Subscribers("qa")
    alone.also(Heard, note_again)
    await alone.receive(None, mongo, message("B2"))
    assert (await effects(mongo))[-1] == "B2+"
