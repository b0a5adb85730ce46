"""What is past its time is told of first, forgotten when told to, and nothing else is touched."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from shared.clock import at, now
from shared.mongo import Mongo, Transaction
from shared.retention import Json, Rule, delete_row, follow_rules, forget, look
from shared.retention_command import run
from tests.support.databases import opened_mongo


def older(limit: datetime) -> Json:
    return {"at": {"$lt": limit}, "note": {"$ne": ""}}


async def empty(tx: Transaction, collection: str, row: Json) -> None:
    emptied = {"$set": {"note": ""}}
    await tx.database[collection].update_one({"_id": row["_id"]}, emptied, session=tx.session)


async def nothing(_tx: Transaction, _collection: str, _row: Json) -> None:
    return


async def break_at_one(tx: Transaction, collection: str, row: Json) -> None:
    """Delete a row, and fail at one of them once it is written."""
    await delete_row(tx, collection, row)
    if row["_id"] == 7:
        raise KeyError("pieces")


DELETED = Rule("old things", "things", 30, older)
EMPTIED = Rule("notes of things", "things", 30, older, empty)
KEPT = Rule("kept things", "things", 0, older)
BROKEN = Rule("things one of which is damaged", "things", 30, older, break_at_one)
STUCK = Rule("stuck things", "things", 30, older, nothing)


@pytest.fixture
async def mongo(mongodb_uri: str) -> AsyncIterator[Mongo]:
    """Yield a database with 250 things of 40 days and 5 of 20 days."""
    async with opened_mongo(mongodb_uri) as mongo:
        rows = [
            {"_id": number, "at": now() - timedelta(days=40 if number < 250 else 20), "note": "x"}
            for number in range(255)
        ]
        await mongo.database["things"].insert_many(rows)
        yield mongo


async def left(mongo: Mongo, **condition: object) -> int:
    return await mongo.database["things"].count_documents(condition)


async def test_looking_changes_nothing(mongo: Mongo) -> None:
    assert [one.rows for one in await look(mongo, [DELETED, KEPT])] == [250, 0]
    assert await left(mongo) == 255


async def test_what_is_past_its_time_goes_and_all_else_stays(mongo: Mongo) -> None:
    assert [one.rows for one in await forget(mongo, [KEPT, DELETED])] == [0, 250]
    assert await left(mongo) == 5
    assert [one.rows for one in await forget(mongo, [DELETED])] == [0]
    with at(now() + timedelta(days=11)):
        assert [one.rows for one in await forget(mongo, [DELETED])] == [5]


async def test_a_rule_may_empty_fields_and_keep_the_row(mongo: Mongo) -> None:
    assert [one.rows for one in await forget(mongo, [EMPTIED])] == [250]
    assert (await left(mongo), await left(mongo, note="x")) == (255, 5)


async def test_a_rule_without_effect_ends_and_says_nothing_was_done(mongo: Mongo) -> None:
    assert [one.rows for one in await forget(mongo, [STUCK])] == [0]
    assert await left(mongo) == 255


async def test_a_row_that_cannot_be_forgotten_holds_up_no_other(mongo: Mongo) -> None:
    assert [one.rows for one in await forget(mongo, [BROKEN, DELETED])] == [249, 1]
    assert (await left(mongo), await left(mongo, _id=7)) == (5, 0)


async def test_the_nightly_task_only_tells_in_a_dry_run(mongo: Mongo) -> None:
    await follow_rules(mongo, [DELETED], is_dry_run=True)
    assert await left(mongo) == 255
    await follow_rules(mongo, [DELETED], is_dry_run=False)
    assert await left(mongo) == 5


async def test_the_command_is_a_dry_run_until_told_otherwise(
    mongo: Mongo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(mongo, [DELETED, KEPT], []) == 0
    told = capsys.readouterr().out
    assert "old things: 250 past their time (kept 30 days)" in told
    assert "kept things: 0 past their time (kept for ever)" in told
    assert "Nothing was changed" in told
    assert await left(mongo) == 255
    await run(mongo, [DELETED], ["--apply"])
    assert await left(mongo) == 5
