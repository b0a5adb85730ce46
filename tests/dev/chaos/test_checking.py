"""The checker waits while a backlog shrinks, hurries what sleeps, and gives up when stuck."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast

import pytest
from pymongo import AsyncMongoClient

from dev.chaos import checking
from dev.chaos.checking import Checker
from dev.chaos.ledger import Asked, Ledger
from dev.system import RunningSystem
from shared.clock import now
from shared.ids import new_id


@pytest.fixture
async def checker(mongodb_uri: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Checker]:
    monkeypatch.setattr(checking, "_STUCK_AFTER", 2.0)
    monkeypatch.setattr(checking, "_HURRIED_AFTER", 0.6)
    names = [f"test_chaos_{new_id()}" for _ in range(3)]
    async with AsyncMongoClient[dict[str, Any]](mongodb_uri, tz_aware=True) as client:
        nobody = cast(RunningSystem, None)
        yield Checker(nobody, Ledger("run"), *(client[name] for name in names))
        for name in names:
            await client.drop_database(name)


async def test_a_backlog_that_shrinks_is_waited_for(checker: Checker) -> None:
    outbox = checker.qa["outbox"]
    await outbox.insert_many([{"_id": number, "sends": 1} for number in range(8)])

    async def work() -> None:
        for number in range(8):
            await asyncio.sleep(0.6)
            await outbox.delete_one({"_id": number})

    working = asyncio.create_task(work())
    assert (await checker.settle()).wrong == []
    await working


async def test_what_sleeps_is_hurried_and_what_is_stuck_is_named(checker: Checker) -> None:
    later = now() + timedelta(hours=1)
    row = {"_id": "event", "sends": 9, "next_send_at": later}
    await checker.qa["outbox"].insert_one(row)
    delivery = {"_id": "mail", "state": "waiting", "next_attempt_at": later}
    await checker.qa["deliveries"].insert_one(delivery)
    found = await checker.settle()
    assert sorted(found.wrong)[0].startswith("1 events of test_chaos_")
    assert sorted(found.wrong)[1] == "1 messages"
    event = await checker.qa["outbox"].find_one({"_id": "event"})
    mail = await checker.qa["deliveries"].find_one({"_id": "mail"})
    assert event is not None
    assert mail is not None
    assert event["next_send_at"] < later
    assert mail["next_attempt_at"] < later


async def with_a_step_due(checker: Checker, code: str, status: str, **clock: Any) -> None:
    """Store a question of the run, whose first step was taken and whose second is due now."""
    checker._ledger.asked[code] = Asked(code, "secret", code)
    question = {"_id": f"id-{code}", "code": code, "status": status, "escalation_level": 1}
    await checker.qa["questions"].insert_one(question)
    taken = {"code": code, "step": "due", "levels": 1, "is_collapsed": False, "as_of": now()}
    await checker.qa["escalation_steps"].insert_one(taken)
    line = {"question": question["_id"], "kind": "escalated"}
    await checker.qa["timeline"].insert_one(line)
    await checker.qa["deadlines"].insert_one({"_id": question["_id"], **clock})


async def test_clocks_that_owe_a_step_or_go_on_for_nothing_are_named(checker: Checker) -> None:
    owed = {"key": "leader", "at": now() - timedelta(minutes=1)}
    later = {"key": "leader", "at": now() + timedelta(days=1)}
    await with_a_step_due(checker, "owing", "received", steps=[owed], step_mark="m")
    await with_a_step_due(checker, "running", "answered", steps=[later], step_mark="m")
    await with_a_step_due(checker, "waiting", "received", steps=[later], step_mark="m")
    await with_a_step_due(checker, "ended", "answered", steps=[owed])
    await with_a_step_due(checker, "low", "drafted", steps=[])
    await checker.qa["questions"].update_one({"code": "low"}, {"$set": {"escalation_level": 0}})
    found = await checker.steps()
    assert found.looked_at == 5
    assert sorted(found.wrong) == [
        "low rose by 1, but stands at 0",
        "owing still owes ['leader']",
        "the clock of running goes on",
    ]
