"""Transactions: all or nothing, again when two meet, a clear problem when the server is gone."""

import asyncio
from typing import ClassVar

import pytest
from pymongo.errors import DuplicateKeyError

from dev.ports import free_ports
from shared.events import Event
from shared.mongo import DatabaseUnavailable, Mongo, Transaction, transactional


class ThingDone(Event):
    """A fact of this test that nobody listens to."""

    wire_name: ClassVar[str] = "qa.thing_done.v1"
    listeners: ClassVar[tuple[str, ...]] = ()

    thing: str


class HeardThing(ThingDone):
    """The same with a listener."""

    listeners: ClassVar[tuple[str, ...]] = ("survey",)


class Refused(Exception):
    pass


@transactional
async def store(tx: Transaction, name: str, *, fail: bool = False) -> str:
    await tx.database["things"].insert_one({"_id": name}, session=tx.session)
    tx.emit(HeardThing(thing=name))
    tx.nudge("qa.look")
    if fail:
        raise Refused
    return name


@transactional
async def add_one(tx: Transaction) -> int:
    row = await tx.database["things"].find_one({"_id": "counter"}, session=tx.session)
    assert row is not None
    changed = {**row, "count": row["count"] + 1}
    await asyncio.sleep(0.002)
    await tx.database["things"].replace_one({"_id": "counter"}, changed, session=tx.session)
    return int(changed["count"])


async def names(mongo: Mongo, collection: str) -> list[str]:
    return [row["_id"] async for row in mongo.database[collection].find()]


async def test_a_change_and_its_events_are_stored_together(mongo):
    assert await store(mongo, "a") == "a"
    assert await names(mongo, "things") == ["a"]
    [row] = await mongo.database["outbox"].find().to_list()
    assert (row["name"], row["payload"]) == ("qa.thing_done.v1", {"thing": "a"})
    assert row["waiting_for"] == ["survey"]


async def test_a_refusal_leaves_nothing(mongo):
    with pytest.raises(Refused):
        await store(mongo, "a", fail=True)
    assert await names(mongo, "things") == []
    assert await names(mongo, "outbox") == []


async def test_who_wants_one_attempt_hears_at_once_that_another_was_met(mongo):
    await mongo.database["things"].insert_one({"_id": "counter", "count": 0})
    begun, done = asyncio.Event(), asyncio.Event()
    attempts = 0

    async def count(tx: Transaction) -> None:
        change = {"$inc": {"count": 1}}
        await tx.database["things"].update_one({"_id": "counter"}, change, session=tx.session)

    async def hold(tx: Transaction) -> None:
        await count(tx)
        begun.set()
        await done.wait()

    async def count_once(tx: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        await count(tx)

    holding = asyncio.create_task(mongo.run(hold))
    await begun.wait()
    with pytest.raises(DatabaseUnavailable):
        await mongo.run(count_once, attempts=1)
    assert attempts == 1
    done.set()
    await holding
    await mongo.run(count_once, attempts=1)
    [row] = await mongo.database["things"].find().to_list()
    assert row["count"] == 2


async def test_who_waits_for_commits_hears_of_committed_ones_only(mongo):
    heard: list[str] = []
    mongo.after_commit = lambda: heard.append("committed")
    mongo.nudge = heard.append
    with pytest.raises(Refused):
        await store(mongo, "a", fail=True)
    assert heard == []
    await store(mongo, "a")
    assert heard == ["committed", "qa.look"]


async def test_an_event_nobody_listens_to_is_not_kept(mongo):
    async def work(tx: Transaction) -> None:
        tx.emit(ThingDone(thing="a"))

    await mongo.run(work)
    assert await names(mongo, "outbox") == []


async def test_parallel_changes_of_one_document_all_count(mongo):
    await mongo.database["things"].insert_one({"_id": "counter", "count": 0})
    results = await asyncio.gather(*(add_one(mongo) for _ in range(12)))
    assert sorted(results) == list(range(1, 13))


async def test_two_inserts_of_one_id_are_one_and_an_error(mongo):
    results = await asyncio.gather(*(store(mongo, "a") for _ in range(4)), return_exceptions=True)
    assert results.count("a") == 1
    assert sum(isinstance(result, DuplicateKeyError) for result in results) == 3
    assert await names(mongo, "things") == ["a"]


async def test_a_transaction_reads_what_it_wrote_and_nobody_else_does(mongo):
    async def work(tx: Transaction) -> None:
        await tx.database["things"].insert_one({"_id": "a", "unit": "u"}, session=tx.session)
        assert await tx.database["things"].find_one({"unit": "u"}, session=tx.session)
        assert await tx.database["things"].find_one({"unit": "u"}) is None

    await mongo.run(work)


async def test_moments_come_back_aware(mongo):
    await store(mongo, "a")
    [row] = await mongo.database["outbox"].find().to_list()
    assert row["occurred_at"].tzinfo is not None


async def test_a_server_that_is_gone_is_a_problem():
    mongo = Mongo(f"mongodb://127.0.0.1:{free_ports(1)[0]}", "test", [])
    try:
        with pytest.raises(DatabaseUnavailable):
            await mongo.ping()
        with pytest.raises(DatabaseUnavailable):
            await store(mongo, "a")
    finally:
        await mongo.close()
