"""Keeping the read copies: one record after an event, everything at a resync.

The newest fetch wins: events come in any order and twice, and a fetch that began later has seen
whatever an earlier event told of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from beanie.odm.utils.dump import get_dict
from pymongo import ReplaceOne

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.recounting import want_recount
from services.qa.directory.documents import CalendarDocument, PersonDocument, UnitDocument
from services.qa.succession.service import TASK as MOVE_TASK
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.directory import (
    CalendarOut,
    DirectoryChanged,
    DirectoryOut,
    PersonOut,
    UnitOut,
)
from shared.mongo import Transaction, transactional

Copy = UnitDocument | CalendarDocument | PersonDocument

_BATCH = 200
_ADDRESSES = {"unit": "units", "person": "people", "calendar": "calendars"}


@dataclass(frozen=True)
class Fetched:
    """What auth told of a record; `copy` is None when it knows no such record."""

    event: DirectoryChanged
    copy: Copy | None


async def fetch_record(qa: QaRuntime, event: DirectoryChanged) -> Fetched:
    """Ask auth for the record an event names."""
    began_at = now()
    folder = f"{qa.settings.auth_url}/api/auth/v1/directory/{_ADDRESSES[event.entity]}"
    answer = await qa.auth.get(f"{folder}/{quote(event.id, safe='')}")
    if answer is None:
        return Fetched(event, None)
    told: UnitOut | PersonOut | CalendarOut
    match event.entity:
        case "unit":
            told = UnitOut.model_validate(answer)
        case "person":
            told = PersonOut.model_validate(answer)
        case "calendar":
            told = CalendarOut.model_validate(answer)
    return Fetched(event, _copy(told, began_at, qa.cipher))


async def keep_record(tx: Transaction, fetched: Fetched) -> None:
    """Store what was fetched; a person whom auth no longer knows is forgotten."""
    if fetched.copy is not None:
        await _keep(tx, [fetched.copy])
    elif fetched.event.entity == "person":
        people = PersonDocument.get_pymongo_collection()
        await people.delete_one({"_id": fetched.event.id}, session=tx.session)


async def apply_directory(qa: QaRuntime, directory: DirectoryOut) -> None:
    """Fill or repair the whole copy: units no longer named stay, people no longer named go."""
    began_at = now()
    for told in (directory.units, directory.calendars, directory.people):
        copies = [_copy(one, began_at, qa.cipher) for one in told]
        for first in range(0, len(copies), _BATCH):
            await _keep_all(qa.mongo, copies[first : first + _BATCH])
    await _forget_others(qa.mongo, {person.id for person in directory.people})


async def resync_directory(qa: QaRuntime) -> None:
    """Fetch everything from auth and keep it."""
    answer = await qa.auth.get(f"{qa.settings.auth_url}/api/auth/v1/directory")
    if answer is not None:
        await apply_directory(qa, DirectoryOut.model_validate(answer))


@transactional
async def _keep_all(tx: Transaction, copies: Sequence[Copy]) -> None:
    await _keep(tx, copies)


@transactional
async def _forget_others(tx: Transaction, known: set[str]) -> None:
    people = PersonDocument.get_pymongo_collection()
    found = await people.find({}, {"_id": 1}, session=tx.session).to_list()
    for row in found:
        if row["_id"] not in known:
            await people.delete_one({"_id": row["_id"]}, session=tx.session)


async def _keep(tx: Transaction, copies: Sequence[Copy]) -> None:
    """Store copies of one kind, unless a later fetch was stored already."""
    collection = type(copies[0]).get_pymongo_collection()
    ids = [copy.id for copy in copies]
    held = collection.find(
        {"_id": {"$in": ids}}, {"fetched_at": 1, "calendar": 1}, session=tx.session
    )
    rows = {row["_id"]: row for row in await held.to_list()}
    newest = {row_id: row["fetched_at"] for row_id, row in rows.items()}
    writes: list[ReplaceOne[dict[str, Any]]] = [
        ReplaceOne({"_id": copy.id}, get_dict(copy, to_db=True), upsert=True)
        for copy in copies
        if copy.id not in newest or newest[copy.id] <= copy.fetched_at
    ]
    if writes:
        await collection.bulk_write(writes, session=tx.session)
    await _follow_up(tx, copies, rows)


async def _follow_up(tx: Transaction, copies: Sequence[Copy], before: dict[str, Any]) -> None:
    """Ask for what a changed calendar, a unit's other calendar or an abolished unit entails."""
    changed = [
        copy
        for copy in copies
        if not isinstance(copy, PersonDocument)
        and copy.id in before
        and before[copy.id]["fetched_at"] <= copy.fetched_at
        and before[copy.id]["calendar"] != copy.calendar
    ]
    calendars = [copy.id for copy in changed if isinstance(copy, CalendarDocument)]
    units = [copy.id for copy in changed if isinstance(copy, UnitDocument)]
    await want_recount(tx, calendars, units)
    if any(isinstance(copy, UnitDocument) and copy.successor for copy in copies):
        tx.nudge(MOVE_TASK)


def _copy(told: UnitOut | PersonOut | CalendarOut, fetched_at: datetime, cipher: Cipher) -> Copy:
    if isinstance(told, UnitOut):
        return UnitDocument.of(told, fetched_at)
    if isinstance(told, CalendarOut):
        return CalendarDocument.of(told, fetched_at)
    return PersonDocument.of(told, fetched_at, cipher)
