"""The tree of units inside a transaction: who stands below whom."""

from pymongo import UpdateOne

from services.auth.units.documents import UnitDocument
from services.auth.units.model import Unit
from shared.mongo import Transaction

_BATCH = 500


async def children(tx: Transaction, unit: str) -> list[Unit]:
    """Return the units directly below one, abolished ones too."""
    found = await UnitDocument.find({"parent": unit}, session=tx.session).to_list()
    return [document.unit() for document in found]


async def carry_along(tx: Transaction, unit: Unit) -> None:
    """Give everything below a unit that moved its new ancestors."""
    rows = UnitDocument.get_pymongo_collection()
    below = await rows.find({"ancestors": unit.id}, {"ancestors": 1}, session=tx.session).to_list()
    writes = [
        UpdateOne({"_id": row["_id"]}, {"$set": {"ancestors": _led(row["ancestors"], unit)}})
        for row in below
    ]
    for first in range(0, len(writes), _BATCH):
        await rows.bulk_write(writes[first : first + _BATCH], session=tx.session)


def _led(ancestors: list[str], unit: Unit) -> list[str]:
    kept = ancestors[: ancestors.index(unit.id) + 1]
    return kept + unit.ancestors
