"""How portals are stored."""

from beanie import Document
from pydantic import Field

from services.survey.portals.model import Portal, PortalStatus


class PortalDocument(Document):
    """One portal."""

    id: str  # type: ignore[assignment]
    name: str
    unit: str
    origins: list[str] = Field(default_factory=list)
    status: PortalStatus = PortalStatus.OPEN

    class Settings:
        """Where it is kept."""

        name = "portals"

    @classmethod
    def of(cls, portal: Portal) -> "PortalDocument":
        """Return the document of a portal."""
        return cls(**portal.model_dump())

    def portal(self) -> Portal:
        """Return the portal stored here."""
        return Portal.model_validate(self.model_dump())
