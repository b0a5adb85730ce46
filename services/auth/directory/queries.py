"""The whole directory at once."""

from services.auth.calendars.queries import all_calendars
from services.auth.people.queries import directory_people
from services.auth.units.queries import all_units
from shared.cipher import Cipher
from shared.contracts.auth.directory import DirectoryOut


async def whole_directory(cipher: Cipher) -> DirectoryOut:
    """Return all units, those who work for them, and calendars."""
    return DirectoryOut(
        units=await all_units(),
        people=await directory_people(cipher),
        calendars=await all_calendars(),
    )
