"""The audit log is chained: whatever is changed, removed, slipped in or cut off is found."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from services.auth.audit import verifying
from services.auth.audit.__main__ import read_arguments, told
from services.auth.audit.documents import AuditEventDocument, AuditSealDocument
from services.auth.audit.sealing import seal_audit
from services.auth.audit.service import record
from services.auth.audit.verifying import Report, verify_audit
from services.auth.guards import ADMINS, hold
from shared.mongo import Mongo, Transaction
from tests.services.auth.support import Stage


@pytest.fixture
async def mongo(stage: Stage) -> AsyncIterator[Mongo]:
    """Return auth's database with an empty log, before and after."""
    for kind in (AuditEventDocument, AuditSealDocument):
        await kind.find_all().delete()
    yield stage.runtime.mongo
    for kind in (AuditEventDocument, AuditSealDocument):
        await kind.find_all().delete()


async def add(mongo: Mongo, *actions: str) -> None:
    async def work(tx: Transaction) -> None:
        for action in actions:
            await record(tx, action, person="p1", actor="a1", unit="so-y-te")

    await mongo.run(work)


async def chain(mongo: Mongo) -> Report:
    """Make three links of two rows."""
    for part in range(3):
        await add(mongo, f"unit.changed{part}", "person.locked")
        await seal_audit(mongo)
    report = await verify_audit()
    assert (report.links, report.rows, report.faults) == (3, 6, [])
    return report


async def test_writers_at_once_are_all_sealed_once(mongo: Mongo) -> None:
    await asyncio.gather(
        *(add(mongo, "session.opened", "session.ended") for _ in range(20)),
        *(seal_audit(mongo) for _ in range(3)),
    )
    await asyncio.gather(*(seal_audit(mongo) for _ in range(3)))
    report = await verify_audit()
    assert (report.rows, report.waiting, report.faults) == (40, 0, [])


async def test_a_row_that_commits_late_goes_into_a_later_link(mongo: Mongo) -> None:
    added, may_commit = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await record(tx, "person.locked", person="late")
        added.set()
        await may_commit.wait()

    task = asyncio.create_task(mongo.run(slow))
    await added.wait()
    await add(mongo, "unit.changed")
    assert await seal_audit(mongo) == 1
    may_commit.set()
    await task
    assert await seal_audit(mongo) == 1
    assert (await verify_audit()).faults == []


async def test_what_was_rolled_back_left_no_row(mongo: Mongo) -> None:
    async def work(tx: Transaction) -> None:
        await hold(tx, ADMINS)
        await record(tx, "person.locked")
        raise OperationFailure("not today")

    with pytest.raises(OperationFailure):
        await mongo.run(work)
    assert await seal_audit(mongo) == 0


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (("audit", "set", {"reason": "nothing"}), "of link 2 was changed"),
        (("audit", "set", {"actor": "somebody-else"}), "of link 2 was changed"),
        (("audit", "delete", {}), "of link 2 is gone"),
        (("audit_seals", "delete", {}), "links 2 to 2 are gone"),
        (("audit_seals", "set", {"rows": []}), "link 2 was changed"),
        (("audit_seals", "set", {"previous": "0" * 64}), "link 2 does not follow link 1"),
    ],
)
async def test_whatever_was_changed_is_found(
    mongo: Mongo, tampering: tuple[str, str, dict[str, Any]], fault: str
) -> None:
    await chain(mongo)
    collection, how, change = tampering
    second = await mongo.database["audit_seals"].find_one({"_id": 2})
    assert second is not None
    target = {"_id": 2 if collection == "audit_seals" else second["rows"][0]["id"]}
    if how == "set":
        await mongo.database[collection].update_one(target, {"$set": change})
    else:
        await mongo.database[collection].delete_one(target)
    assert any(fault in told for told in (await verify_audit()).faults)


async def test_rows_sealed_while_others_are_checked_are_no_strays(
    mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chain(mongo)
    check = verifying._check_rows

    async def check_while_people_work(report: Report, link: int, sealed: Any) -> None:
        await check(report, link, sealed)
        if link in {3, 4}:  # the last one so far: what it was read with ends here
            await add(mongo, "unit.changed")
            await seal_audit(mongo)
            await add(mongo, "person.locked")

    monkeypatch.setattr(verifying, "_check_rows", check_while_people_work)
    report = await verify_audit()
    assert report.faults == []
    assert (report.links >= 4, report.waiting) == (True, 1)


async def test_a_row_slipped_in_is_found(mongo: Mongo) -> None:
    await chain(mongo)
    await mongo.database["audit"].insert_one({"_id": "0" * 32, "action": "unit.changed"})
    assert (await verify_audit()).faults == ["1 rows are in no link"]


async def test_a_chain_cut_short_or_made_anew_is_found_by_a_link_noted_earlier(
    mongo: Mongo,
) -> None:
    noted = await chain(mongo)
    known = (noted.links, noted.last)
    assert (await verify_audit(known)).faults == []
    third = await mongo.database["audit_seals"].find_one_and_delete({"_id": 3})
    await mongo.database["audit"].delete_many({"_id": {"$in": [r["id"] for r in third["rows"]]}})
    assert (await verify_audit()).faults == []
    assert (await verify_audit(known)).faults == ["link 3, noted earlier, is gone"]
    await add(mongo, "unit.changed")
    await seal_audit(mongo)
    assert (await verify_audit(known)).faults == ["link 3 is another one than the one noted"]


def test_the_command_reads_a_link_and_tells_what_it_found() -> None:
    assert read_arguments([]) is None
    assert read_arguments(["--known", f"3:{'a' * 64}"]) == (3, "a" * 64)
    with pytest.raises(SystemExit):
        read_arguments(["--known", "3"])
    assert "The log is whole." in told(Report())
    assert "The log was changed." in told(Report(faults=["link 2 was changed"]))
