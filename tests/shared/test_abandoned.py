"""A process killed inside a transaction holds its locks; noted, they can be ended at once."""

import asyncio
import sys
import time

import pytest

from shared.abandoned import end_noted_transactions, note_transaction
from shared.mongo import DatabaseUnavailable, Mongo, Transaction

HOLDER = """
import asyncio, sys
from shared.abandoned import note_transaction
from shared.mongo import Mongo

async def hold(tx):
    await note_transaction(tx, "counting")
    await tx.database["rows"].replace_one({"_id": 1}, {"n": 2}, session=tx.session)
    print("held", flush=True)
    await asyncio.sleep(60)

async def main():
    mongo = Mongo(sys.argv[1], sys.argv[2], [])
    await mongo.open()
    await mongo.run(hold)

asyncio.run(main())
"""


async def write(tx: Transaction) -> None:
    await tx.database["rows"].replace_one({"_id": 1}, {"n": 3}, session=tx.session)


async def killed_holder(uri: str, database: str) -> None:
    """Start a process, wait until it holds a lock inside its transaction, kill it."""
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, uri, database, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await asyncio.wait_for(holder.stdout.readline(), 20) == b"held\n"
    holder.kill()
    await holder.wait()


async def test_the_locks_of_a_killed_process_can_be_ended(mongo: Mongo, mongodb_uri: str):
    await mongo.database["rows"].insert_one({"_id": 1, "n": 1})
    await killed_holder(mongodb_uri, mongo.database.name)
    with pytest.raises(DatabaseUnavailable):
        await mongo.run(write)
    begun = time.monotonic()
    assert await end_noted_transactions(mongo, "counting") == 1
    await mongo.run(write)
    assert time.monotonic() - begun < 20
    assert await mongo.database["rows"].find_one({"_id": 1}) == {"_id": 1, "n": 3}


async def test_work_of_another_kind_is_left_alone(mongo: Mongo):
    async def work(tx: Transaction) -> None:
        await note_transaction(tx, "counting")
        await tx.database["rows"].insert_one({"_id": 1}, session=tx.session)
        assert await end_noted_transactions(mongo, "writing") == 0

    await mongo.run(work)
    assert await mongo.database["rows"].count_documents({}) == 1


async def test_a_living_transaction_that_is_ended_starts_again(mongo: Mongo):
    attempts = []

    async def work(tx: Transaction) -> None:
        await note_transaction(tx, "counting")
        await tx.database["rows"].insert_one({"_id": 1}, session=tx.session)
        attempts.append(1)
        if len(attempts) == 1:
            await end_noted_transactions(mongo, "counting")

    await mongo.run(work)
    assert len(attempts) == 2
    assert await mongo.database["rows"].count_documents({}) == 1
