"""Keeping the read copy of the units: one at a time by event, or all of them at once.

The newest fetch wins: events come in any order and twice, and a fetch that began later has seen
whatever an earlier event told of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ReplaceOne

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.documents import UnitDocument
from services.survey.directory.model import Unit
from shared.clock import now
from shared.contracts.auth.directory import DirectoryChanged, DirectoryOut, UnitOut
from shared.mongo import Transaction, transactional

_BATCH = 500


@dataclass(frozen=True)
class FetchedUnit:
    """A unit as auth told of it to a fetch that began at a moment."""

    unit: Unit
    began_at: datetime


async def fetch_unit(survey: SurveyRuntime, event: DirectoryChanged) -> FetchedUnit | None:
    """Ask auth for the unit an event names; None for what survey keeps no copy of."""
    if event.entity != "unit":
        return None
    began_at = now()
    address = f"{survey.settings.auth_url}/api/auth/v1/directory/units/{event.id}"
    answer = await survey.auth.get(address)
    return FetchedUnit(Unit.of(UnitOut.model_validate(answer)), began_at) if answer else None


async def keep_units(tx: Transaction, fetched: Sequence[FetchedUnit]) -> None:
    """Store what was fetched, except where a later fetch was stored already."""
    units = tx.database[UnitDocument.get_collection_name()]
    ids = {"_id": {"$in": [one.unit.id for one in fetched]}}
    held = await units.find(ids, {"fetched_at": 1}, session=tx.session).to_list()
    known = {row["_id"]: row["fetched_at"] for row in held}
    writes = [
        ReplaceOne({"_id": one.unit.id}, _stored(one), upsert=True)
        for one in fetched
        if known.get(one.unit.id, one.began_at) <= one.began_at
    ]
    if writes:
        await units.bulk_write(writes, session=tx.session)


def _stored(fetched: FetchedUnit) -> dict[str, Any]:
    return {**fetched.unit.model_dump(exclude={"id"}), "fetched_at": fetched.began_at}


async def apply_directory(survey: SurveyRuntime, directory: DirectoryOut) -> None:
    """Fill or repair the whole copy; what the directory no longer names is left as it is."""
    began_at = now()
    fetched = [FetchedUnit(Unit.of(unit), began_at) for unit in directory.units]
    for first in range(0, len(fetched), _BATCH):
        await transactional(keep_units)(survey.mongo, fetched[first : first + _BATCH])
    survey.units.forget()


async def resync_directory(survey: SurveyRuntime) -> None:
    """Fetch everything from auth and keep it."""
    answer = await survey.auth.get(f"{survey.settings.auth_url}/api/auth/v1/directory")
    if answer is not None:
        await apply_directory(survey, DirectoryOut.model_validate(answer))
