"""Changes of what is stored, each made once: under a lock, in order, before a process serves.

A service lists its migrations in `services/<name>/migrations.py`, numbered from 1 without gaps.
Every process makes the missing ones when it starts: one does the work, the others wait. A migration
works on plain collections (documents change later, it does not), in batches, may be broken off and
run twice, and leaves everything readable to the version before it: during a rollout both run side
by side. What only the new version can read is removed by a migration of the release after.

The version before keeps a document's new fields (`shared.documents`) and stores new documents
without them: they have a default. A new field within a part of a document, or of what is written
from a plain model (units, people, portals, polls), takes two releases: one that knows it, one that
writes it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.clock import now
from shared.ids import new_id
from shared.logging import get_logger
from shared.mongo import Mongo, Transaction

Json = dict[str, Any]
Work = Callable[[Mongo], Awaitable[int]]
"""Changes what is stored and returns how many documents it changed."""

COLLECTION = "migrations"
LOCK = "lock"
LOCK_SECONDS = 30.0
_LOOK_SECONDS = 0.2
_log = get_logger(__name__)


@dataclass(frozen=True)
class Migration:
    """One change of what a service stores."""

    number: int
    name: str
    work: Work


class LockLost(Exception):
    """Another process took the lock over: this one was silent for too long."""


async def applied_numbers(database: AsyncDatabase[Json]) -> set[int]:
    """Return which migrations were made."""
    rows = await database[COLLECTION].find({}, {"_id": 1}).to_list()
    return {row["_id"] for row in rows if isinstance(row["_id"], int)}


def highest_applied(database: Database[Json]) -> int:
    """Return the number of the last migration made, 0 without any."""
    rows = database[COLLECTION].find({}, {"_id": 1})
    return max((row["_id"] for row in rows if isinstance(row["_id"], int)), default=0)


async def missing(mongo: Mongo, migrations: Sequence[Migration]) -> list[Migration]:
    """Return the migrations that were not made yet, in their order."""
    made = await applied_numbers(mongo.database) if migrations else set()
    return [migration for migration in migrations if migration.number not in made]


async def migrate(
    mongo: Mongo, migrations: Sequence[Migration], lock_seconds: float = LOCK_SECONDS
) -> list[Migration]:
    """Make the missing migrations and return them; waits while another process does.

    Whoever holds the lock and is silent for `lock_seconds` loses it; its work is broken off with
    `LockLost` and done by another.
    """
    if not await missing(mongo, migrations):
        return []
    owner = new_id()
    while not await _take(mongo, owner, lock_seconds):  # noqa: ASYNC110 - others tell nothing
        await asyncio.sleep(_LOOK_SECONDS)
    work = asyncio.ensure_future(_make(mongo, migrations))
    keeping = asyncio.ensure_future(_keep(mongo, owner, lock_seconds))
    try:
        await asyncio.wait({work, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise LockLost
        return work.result()
    finally:
        for task in (work, keeping):
            task.cancel()
        await asyncio.gather(work, keeping, return_exceptions=True)
        await mongo.run(lambda tx: _give_back(tx, owner))


async def _make(mongo: Mongo, migrations: Sequence[Migration]) -> list[Migration]:
    waiting = await missing(mongo, migrations)  # another process may have made them meanwhile
    for migration in waiting:
        began = time.monotonic()
        changed = await migration.work(mongo)
        row = {
            "_id": migration.number,
            "name": migration.name,
            "at": now(),
            "seconds": round(time.monotonic() - began, 3),
            "changed": changed,
        }
        await mongo.database[COLLECTION].insert_one(row)
        _log.info("migrated", number=migration.number, name=migration.name, changed=changed)
    return waiting


async def _take(mongo: Mongo, owner: str, seconds: float) -> bool:
    locks = mongo.database[COLLECTION]
    row = {"_id": LOCK, "owner": owner, "until": now() + timedelta(seconds=seconds)}
    try:
        await locks.insert_one(row)
    except DuplicateKeyError:
        return await mongo.run(lambda tx: _take_over(tx, row))
    return True


async def _take_over(tx: Transaction, row: Json) -> bool:
    locks = tx.database[COLLECTION]
    held = await locks.find_one({"_id": LOCK}, session=tx.session)
    if held is None or held["until"] >= now():
        return False
    await locks.replace_one({"_id": LOCK}, row, session=tx.session)
    return True


async def _keep(mongo: Mongo, owner: str, seconds: float) -> None:
    """Prolong the lock; return when it was lost."""
    is_ours = True
    while is_ours:
        await asyncio.sleep(seconds / 3)
        is_ours = await mongo.run(lambda tx: _prolong(tx, owner, seconds))


async def _prolong(tx: Transaction, owner: str, seconds: float) -> bool:
    locks = tx.database[COLLECTION]
    held = await locks.find_one({"_id": LOCK}, session=tx.session)
    if held is None or held["owner"] != owner:
        return False
    until = now() + timedelta(seconds=seconds)
    await locks.update_one({"_id": LOCK}, {"$set": {"until": until}}, session=tx.session)
    return True


async def _give_back(tx: Transaction, owner: str) -> None:
    held = await tx.database[COLLECTION].find_one({"_id": LOCK}, session=tx.session)
    if held is not None and held["owner"] == owner:
        await tx.database[COLLECTION].delete_one({"_id": LOCK}, session=tx.session)
