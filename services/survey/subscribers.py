"""What survey does about other services' events."""

from services.survey.directory.service import FetchedUnit, fetch_unit, keep_units
from shared.contracts.auth.directory import DirectoryChanged
from shared.inbox import Subscribers
from shared.mongo import Transaction

subscribers = Subscribers("survey")


@subscribers.on(DirectoryChanged, prepare=fetch_unit)
async def follow_directory(
    tx: Transaction, _event: DirectoryChanged, fetched: FetchedUnit | None
) -> None:
    """Keep the read copy of a unit current."""
    if fetched is not None:
        await keep_units(tx, [fetched])
