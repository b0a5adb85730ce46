"""Keeping the read copy of the units: one at a time by event, or all of them at once.

The newest fetch wins: events come in any order and twice, and a fetch that began later has seen
whatever an earlier event told of.
"""

from dataclasses import dataclass
from datetime import datetime

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.documents import UnitDocument
from services.survey.directory.model import Unit
from shared.clock import now
from shared.contracts.auth.directory import DirectoryChanged, DirectoryOut, UnitOut
from shared.mongo import Transaction, transactional

_BATCH = 200


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


async def keep_unit(tx: Transaction, fetched: FetchedUnit) -> None:
    """Store what was fetched, unless a later fetch was stored already."""
    held = await UnitDocument.get(fetched.unit.id, session=tx.session)
    document = UnitDocument(**fetched.unit.model_dump(), fetched_at=fetched.began_at)
    if held is None:
        await document.insert(session=tx.session)
    elif held.fetched_at <= fetched.began_at:
        await document.replace(session=tx.session)


@transactional
async def _keep_units(tx: Transaction, fetched: list[FetchedUnit]) -> None:
    for one in fetched:
        await keep_unit(tx, one)


async def apply_directory(survey: SurveyRuntime, directory: DirectoryOut) -> None:
    """Fill or repair the whole copy; what the directory no longer names is left as it is."""
    began_at = now()
    fetched = [FetchedUnit(Unit.of(unit), began_at) for unit in directory.units]
    for first in range(0, len(fetched), _BATCH):
        await _keep_units(survey.mongo, fetched[first : first + _BATCH])
    survey.units.forget()


async def resync_directory(survey: SurveyRuntime) -> None:
    """Fetch everything from auth and keep it."""
    answer = await survey.auth.get(f"{survey.settings.auth_url}/api/auth/v1/directory")
    if answer is not None:
        await apply_directory(survey, DirectoryOut.model_validate(answer))
