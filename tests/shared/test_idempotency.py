"""The same key and body gets the first answer; another body, or a bad key, a problem."""

import asyncio
import os
from datetime import timedelta

import pytest
from pydantic import BaseModel

from shared import idempotency
from shared.cipher import Cipher
from shared.clock import at, now
from shared.idempotency import KeyUsedForAnotherRequest, Once
from shared.ids import new_id
from shared.mongo import Transaction
from shared.problems import InvalidRequest

CIPHER = Cipher({"k1": os.urandom(32)})


class Order(BaseModel):
    """A request."""

    thing: str
    amount: int = 1


class Taken(BaseModel):
    """Its answer."""

    number: str


def once(
    key: str | None, thing: str = "tea", scope: str = "guest", cipher: Cipher = CIPHER
) -> Once:
    return Once(scope, key, Order(thing=thing), cipher)


async def take(mongo, wanted: Once) -> str:
    async def work(tx: Transaction) -> str:
        if first := await wanted.first_answer(tx, Taken):
            return first.number
        taken = Taken(number=new_id())
        await tx.database["taken"].insert_one({"_id": taken.number}, session=tx.session)
        wanted.keep(tx, taken)
        return taken.number

    return await mongo.run(work)


async def test_a_repeat_gets_the_first_answer(mongo):
    first = await take(mongo, once("key-00001"))
    assert await take(mongo, once("key-00001")) == first
    assert await mongo.database["taken"].count_documents({}) == 1


async def test_repeats_in_parallel_get_one_answer(mongo):
    numbers = await asyncio.gather(*(take(mongo, once("key-00001")) for _ in range(8)))
    assert len(set(numbers)) == 1
    assert await mongo.database["taken"].count_documents({}) == 1


async def test_another_body_is_refused(mongo):
    await take(mongo, once("key-00001"))
    with pytest.raises(KeyUsedForAnotherRequest):
        await take(mongo, once("key-00001", "coffee"))
    assert await mongo.database["taken"].count_documents({}) == 1


async def test_other_keys_and_other_callers_are_other_requests(mongo):
    numbers = {
        await take(mongo, once("key-00001")),
        await take(mongo, once("key-00002")),
        await take(mongo, once("key-00001", scope="person-1")),
        await take(mongo, once(None)),
        await take(mongo, once(None)),
    }
    assert len(numbers) == 5


async def test_an_answer_is_forgotten_after_a_day(mongo):
    with at(now() - timedelta(days=1, minutes=1)):
        first = await take(mongo, once("key-00001"))
    assert await take(mongo, once("key-00001", "coffee")) != first


async def test_answers_lie_sealed_and_outlive_a_change_of_keys(mongo):
    old = os.urandom(32)
    first = await take(mongo, once("key-00001", cipher=Cipher({"old": old})))
    [row] = await mongo.database["idempotency"].find().to_list()
    assert first not in str(row)
    assert "key-00001" not in str(row)
    rotated = Cipher({"new": os.urandom(32), "old": old})
    assert await take(mongo, once("key-00001", cipher=rotated)) == first


async def test_the_index_that_forgets_can_be_made_twice(mongo):
    await idempotency.make_indexes(mongo.database)
    await idempotency.make_indexes(mongo.database)
    [index] = [
        index
        async for index in await mongo.database["idempotency"].list_indexes()
        if "expireAfterSeconds" in index
    ]
    assert index["expireAfterSeconds"] == 86_400


@pytest.mark.parametrize("key", ["short", "with space", "ệ" * 10, "x" * 129, "tab\tinside", ""])
async def test_a_bad_key_is_named_as_such(key):
    with pytest.raises(InvalidRequest) as refused:
        await idempotency._parse(key)
    assert refused.value.errors[0]["pointer"] == "header:idempotency-key"


@pytest.mark.parametrize("key", [None, "12345678", "x" * 128, "0190f0a2-6a51-7cc4-b4f5"])
async def test_good_keys_pass(key):
    assert await idempotency._parse(key) == key
