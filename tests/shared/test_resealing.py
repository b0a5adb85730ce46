"""Everything is sealed anew, batch by batch, from where it stopped; people work meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.cipher import CannotOpen, Cipher, parse_keys
from shared.mongo import Mongo, Transaction
from shared.resealing import Progress, SealedCollection, forget_progress, reseal_all, sealed_fields
from shared.resealing_command import run
from tests.support.databases import opened_mongo
from tests.support.keys import NEW, only_new, rotated

OLD = NEW.replace("new1", "old1").replace("ZGVm", "AAAA")
THINGS = SealedCollection(
    "things",
    sealed_fields({"text": lambda row: f"t:{row['_id']}", "data": lambda row: f"d:{row['_id']}"}),
    batch=10,
)


@pytest.fixture
async def mongo(mongodb_uri: str) -> AsyncIterator[Mongo]:
    old = Cipher(parse_keys(OLD))
    async with opened_mongo(mongodb_uri) as mongo:
        rows = [
            {
                "_id": f"{number:03}",
                "text": old.seal(f"thing {number}", f"t:{number:03}"),
                "data": old.seal_bytes(b"bytes", f"d:{number:03}"),
                "empty": "",
                "kept": number,
            }
            for number in range(35)
        ]
        await mongo.database["things"].insert_many(rows)
        yield mongo


async def last(mongo: Mongo, cipher: Cipher) -> Progress:
    return [one async for one in reseal_all(mongo, cipher, [THINGS])][-1]


async def must_open(mongo: Mongo) -> None:
    rows = await mongo.database["things"].find().sort("_id", 1).to_list()
    assert len(rows) == 35
    for number, row in enumerate(rows):
        assert only_new().open(row["text"], f"t:{row['_id']}") == f"thing {number}"
        assert only_new().open_bytes(row["data"], f"d:{row['_id']}") == b"bytes"
        assert row["kept"] == number


async def test_everything_opens_with_the_new_key_alone(mongo: Mongo) -> None:
    assert await last(mongo, rotated(OLD)) == Progress("things", 35, 35, 35, is_done=True)
    await must_open(mongo)
    assert await last(mongo, rotated(OLD)) == Progress("things", 35, 35, 35, is_done=True)


async def test_a_run_that_was_stopped_goes_on_where_it_stood(mongo: Mongo) -> None:
    async for progress in reseal_all(mongo, rotated(OLD), [THINGS]):
        if progress.seen == 20:
            break
    first = await anext(reseal_all(mongo, rotated(OLD), [THINGS]))
    assert (first.seen, first.changed) == (30, 30)
    await last(mongo, rotated(OLD))
    await must_open(mongo)


async def test_two_runs_and_people_at_work_do_no_harm(mongo: Mongo) -> None:
    cipher = rotated(OLD)

    async def work() -> None:
        async def change(tx: Transaction) -> None:
            rows = tx.database["things"]
            for _ in range(3):
                row = await rows.find_one({"_id": "017"}, session=tx.session)
                assert row is not None
                text = cipher.open(row["text"], "t:017")
                row["text"] = cipher.seal(text, "t:017")
                await rows.replace_one({"_id": "017"}, row, session=tx.session)

        await mongo.run(change)

    await asyncio.gather(last(mongo, cipher), last(mongo, cipher), *(work() for _ in range(3)))
    await must_open(mongo)


async def test_a_value_nobody_can_open_stops_the_run_and_names_its_row(mongo: Mongo) -> None:
    await mongo.database["things"].update_one({"_id": "015"}, {"$set": {"text": "gone.AAAA"}})
    with pytest.raises(CannotOpen, match="things 015"):
        await last(mongo, rotated(OLD))


async def test_the_command_says_which_keys_may_go(
    mongo: Mongo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(mongo, rotated(OLD), [THINGS], []) == 0
    told = capsys.readouterr().out
    assert "things: 100 %, 35 sealed anew" in told
    assert "These keys may go: old1." in told
    await run(mongo, rotated(OLD), [THINGS], ["--again"], keeps_old="2 accounts wait")
    told = capsys.readouterr().out
    assert "things: 100 %, 0 sealed anew" in told
    assert "Keep old1 still: 2 accounts wait." in told
    await forget_progress(mongo)
    await run(mongo, only_new(), [THINGS], [])
    assert "only one key" in capsys.readouterr().out
