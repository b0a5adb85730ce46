"""How the read copy of a unit is stored."""

from datetime import datetime

from services.survey.directory.model import Unit
from shared.documents import Document


class UnitDocument(Document):
    """What was fetched of a unit, and when the fetch began."""

    id: str  # type: ignore[assignment]
    name: str
    name_en: str = ""
    parent: str | None = None
    fetched_at: datetime

    class Settings:
        """Where it is kept."""

        name = "units"

    def unit(self) -> Unit:
        """Return the unit stored here."""
        return Unit(id=self.id, name=self.name, name_en=self.name_en, parent=self.parent)
