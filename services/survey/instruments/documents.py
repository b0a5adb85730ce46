"""How instruments are stored: the number is the id."""

from datetime import datetime
from typing import Any

from services.survey.instruments.model import Instrument
from shared.contracts.survey.instruments import DraftOut
from shared.documents import Document


class DraftDocument(Document):
    """A version being written; once scheduled it becomes an instrument and the draft goes."""

    id: str  # type: ignore[assignment]
    content: dict[str, Any]
    by: str
    changed_at: datetime
    version: int = 1

    class Settings:
        """Where it is kept."""

        name = "instrument_drafts"

    def out(self) -> DraftOut:
        """Return it as told."""
        told = self.model_dump(include={"id", "by", "changed_at", "version"})
        return DraftOut(**self.content, **told)


class InstrumentDocument(Document):
    """One published version and the hash it was published with."""

    id: int  # type: ignore[assignment]
    content: dict[str, Any]
    sha256: str

    class Settings:
        """Where it is kept."""

        name = "instruments"

    @classmethod
    def of(cls, instrument: Instrument) -> "InstrumentDocument":
        """Return the document of a version."""
        content = instrument.model_dump(mode="json")
        return cls(id=instrument.version, content=content, sha256=instrument.sha256)

    def instrument(self) -> Instrument:
        """Return the version stored here."""
        return Instrument.model_validate(self.content)
