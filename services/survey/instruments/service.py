"""Publishing the instruments that come with the program, and reading all that were published."""

import json
from importlib.resources import files

from pymongo.errors import DuplicateKeyError

from services.survey.instruments.documents import InstrumentDocument
from services.survey.instruments.model import Instrument, InstrumentChanged, Instruments


def shipped_instruments() -> list[Instrument]:
    """Return the versions in `data/`, one file each."""
    folder = files("services.survey.instruments") / "data"
    found = [file for file in folder.iterdir() if file.name.endswith(".json")]
    return [Instrument.model_validate(json.loads(file.read_text("utf-8"))) for file in found]


async def publish_instruments(instruments: list[Instrument]) -> None:
    """Store versions that are not stored yet; raises `InstrumentChanged` for one that differs."""
    for instrument in instruments:
        stored = await InstrumentDocument.get(instrument.version)
        if stored is None:
            try:
                await InstrumentDocument.of(instrument).insert()
            except DuplicateKeyError:  # another process starts at the same moment
                stored = await InstrumentDocument.get(instrument.version)
        if stored is not None and stored.sha256 != instrument.sha256:
            raise InstrumentChanged(f"version {instrument.version} was published otherwise")


async def read_instruments() -> Instruments:
    """Return every published version."""
    return Instruments(
        [document.instrument() for document in await InstrumentDocument.find_all().to_list()]
    )
