"""Rows that changes of the same kind meet at, so that two at once never pass a rule together.

Two transactions that each read what the other writes would both commit: two units each placed
below the other, two administrators taking each other's role. Both write the guard; one runs again.
"""

from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from shared.ids import new_id
from shared.mongo import Transaction

TREE = "unit_tree"
ADMINS = "administrators"
_COLLECTION = "guards"


async def make_guards(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Make the rows that are missing."""
    for name in (TREE, ADMINS):
        first = {"$setOnInsert": {"held": ""}}
        await database[_COLLECTION].update_one({"_id": name}, first, upsert=True)


async def hold(tx: Transaction, guard: str) -> None:
    """Let no other change that holds this guard commit beside this one."""
    rows = tx.database[_COLLECTION]
    await rows.update_one({"_id": guard}, {"$set": {"held": new_id()}}, session=tx.session)
