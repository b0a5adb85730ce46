"""Migrations: once, in order, under a lock that outlives no process; old and new side by side."""

import asyncio
from datetime import timedelta

import pytest

from shared.clock import now
from shared.migrations import COLLECTION, LOCK, LockLost, Migration, migrate, missing
from shared.mongo import Mongo
from tests.support.databases import opened_mongo


@pytest.fixture
async def mongo(mongodb_uri):
    async with opened_mongo(mongodb_uri) as mongo:
        yield mongo


@pytest.fixture
async def another(mongodb_uri, mongo):
    """The same database, as another process has it."""
    other = Mongo(mongodb_uri, mongo.database.name, [])
    yield other
    await other.close()


class Counting:
    """A migration that counts how often it was made and lasts a while."""

    def __init__(self, number: int, seconds: float = 0) -> None:
        self.migration = Migration(number, f"counting {number}", self.work)
        self.seconds = seconds
        self.times = 0

    async def work(self, mongo: Mongo) -> int:
        self.times += 1
        await asyncio.sleep(self.seconds)
        await mongo.database["made"].insert_one({"number": self.migration.number})
        return 7


async def made(mongo: Mongo) -> list[int]:
    return [row["number"] for row in await mongo.database["made"].find({}).to_list()]


async def test_each_is_made_once_in_order_and_noted(mongo):
    first, second = Counting(1), Counting(2)
    assert await migrate(mongo, [first.migration]) == [first.migration]
    both = [first.migration, second.migration]
    assert await migrate(mongo, both) == [second.migration]
    assert await migrate(mongo, both) == []
    assert await made(mongo) == [1, 2]
    noted = await mongo.database[COLLECTION].find_one({"_id": 2})
    assert (noted["name"], noted["changed"]) == ("counting 2", 7)
    assert await mongo.database[COLLECTION].find_one({"_id": LOCK}) is None


async def test_of_processes_that_start_at_once_one_makes_it_and_the_others_wait(mongo, another):
    counting = Counting(1, seconds=0.3)
    done = await asyncio.gather(
        *(migrate(process, [counting.migration]) for process in (mongo, another, mongo))
    )
    assert sorted(len(one) for one in done) == [0, 0, 1]
    assert (counting.times, await made(mongo)) == (1, [1])


async def test_what_a_killed_process_held_is_taken_over(mongo):
    row = {"_id": LOCK, "owner": "killed", "until": now() + timedelta(seconds=0.4)}
    await mongo.database[COLLECTION].insert_one(row)
    counting = Counting(1)
    began = now()
    await migrate(mongo, [counting.migration])
    assert now() >= row["until"] > began
    assert await made(mongo) == [1]


async def test_a_process_that_lost_the_lock_breaks_off_and_notes_nothing(mongo):
    counting = Counting(1, seconds=20)

    async def take_the_lock_away() -> None:
        await asyncio.sleep(0.2)
        other = {"_id": LOCK, "owner": "another", "until": now() + timedelta(seconds=60)}
        await mongo.database[COLLECTION].replace_one({"_id": LOCK}, other)

    with pytest.raises(LockLost):
        await asyncio.gather(
            migrate(mongo, [counting.migration], lock_seconds=0.6), take_the_lock_away()
        )
    assert await missing(mongo, [counting.migration]) == [counting.migration]
    assert (await mongo.database[COLLECTION].find_one({"_id": LOCK}))["owner"] == "another"


async def test_one_that_fails_is_made_again_at_the_next_start(mongo):
    async def fails(_mongo: Mongo) -> int:
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError):
        await migrate(mongo, [Migration(1, "fails", fails)])
    counting = Counting(1)
    assert await migrate(mongo, [counting.migration]) == [counting.migration]


async def test_a_version_that_knows_less_starts_beside_the_newer_one(mongo, another):
    """As in a rollout: the new version migrates, processes of the old one are started anew."""
    old, new = Counting(1), Counting(2)
    await migrate(mongo, [old.migration, new.migration])
    assert await migrate(another, [old.migration]) == []
