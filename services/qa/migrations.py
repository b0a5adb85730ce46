"""Changes of what qa stores, in the order in which they are made; none is ever taken out.

How one is written: `shared.migrations`.
"""

from collections.abc import Sequence
from typing import Any

from shared.marks import mark
from shared.migrations import Migration
from shared.mongo import Mongo, Transaction, transactional

Json = dict[str, Any]

_BATCH = 200


async def give_clocks_their_steps(mongo: Mongo) -> int:
    """Copy the steps to come from open questions, which had them first, to their clocks."""
    questions = mongo.database["questions"]
    changed, after = 0, ""
    while True:
        found = questions.find({"queue_keys": "open", "queue_mark": {"$gt": after}})
        rows = await found.sort("queue_mark", 1).limit(_BATCH).to_list()
        if not rows:
            return changed
        changed += await _give_steps(mongo, rows)
        after = rows[-1]["queue_mark"]


@transactional
async def _give_steps(tx: Transaction, questions: Sequence[Json]) -> int:
    clocks = tx.database["deadlines"]
    wanted = {"_id": {"$in": [row["_id"] for row in questions]}}
    known = await clocks.find(wanted, {"code": 1}, session=tx.session).to_list()
    without = {row["_id"] for row in known if not row.get("code")}
    for row in questions:
        if row["_id"] in without:
            change = {"code": row["code"], "unit": row["lead_unit"], "steps": row.get("steps", [])}
            if "next_step_at" in row:
                change["step_mark"] = mark(row["next_step_at"], row["_id"])
            await clocks.update_one({"_id": row["_id"]}, {"$set": change}, session=tx.session)
    return len(without)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "give clocks their steps", give_clocks_their_steps),
)
