"""Rows of several collections are stored together, or not at all, and a refusal says why."""

import asyncio

import pytest
from pymongo.errors import DuplicateKeyError

from shared.mongo import Mongo, Transaction, transactional


@transactional
async def store(tx: Transaction, **ids: list[str]) -> None:
    for collection, wanted in ids.items():
        tx.insert(collection, [{"_id": one} for one in wanted])


async def stored(mongo: Mongo) -> dict[str, int]:
    names = ("things", "others", "more")
    return {name: await mongo.database[name].count_documents({}) for name in names}


async def test_all_of_it_is_stored(mongo):
    await store(mongo, things=["a", "b"], others=["a"], more=["a", "b", "c"])
    assert await stored(mongo) == {"things": 2, "others": 1, "more": 3}


async def test_nothing_is_as_good_as_something(mongo):
    await store(mongo, things=[])
    assert await stored(mongo) == {"things": 0, "others": 0, "more": 0}


@pytest.mark.parametrize("taken", ["things", "others", "more"])
async def test_a_row_that_is_there_refuses_all_and_says_by_which_key(mongo, taken):
    await mongo.database[taken].insert_one({"_id": "taken"})
    wanted = {"things": ["a"], "others": ["b"], "more": ["c"]}
    wanted[taken] = [*wanted[taken], "taken"]
    with pytest.raises(DuplicateKeyError) as refused:
        await store(mongo, **wanted)
    assert (refused.value.details or {})["keyPattern"] == {"_id": 1}
    assert sum((await stored(mongo)).values()) == 1


@pytest.mark.parametrize("order", [("things", "others"), ("others", "things")])
async def test_who_meets_another_writer_tries_again(mongo, order):
    attempts = 0
    meanwhile, done = asyncio.Event(), asyncio.Event()

    async def first(tx: Transaction) -> None:
        await tx.database["things"].insert_one({"_id": "wanted"}, session=tx.session)
        meanwhile.set()
        await done.wait()

    async def second(tx: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 2:
            done.set()
            await holding
        tx.insert(order[0], [{"_id": "wanted"}])
        tx.insert(order[1], [{"_id": "wanted"}])

    holding = asyncio.create_task(mongo.run(first))
    await meanwhile.wait()
    with pytest.raises(DuplicateKeyError):
        await mongo.run(second)
    assert attempts == 2
    assert await stored(mongo) == {"things": 1, "others": 0, "more": 0}
