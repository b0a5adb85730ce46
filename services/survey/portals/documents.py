"""How portals are stored."""

from datetime import datetime
from typing import Any

from pydantic import Field
from pymongo import IndexModel

from services.survey.portals.model import Portal, PortalStatus
from shared.documents import Document


class PortalDocument(Document):
    """One portal."""

    id: str  # type: ignore[assignment]
    name: str
    unit: str
    origins: list[str] = Field(default_factory=list)
    status: PortalStatus = PortalStatus.OPEN
    version: int = 1

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


class PortalChangeDocument(Document):
    """An entry of a portal's history, never changed; its id is the portal's and the version."""

    id: str  # type: ignore[assignment]
    portal: str
    version: int
    by: str
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]

    class Settings:
        """Where it is kept."""

        name = "portal_changes"
        indexes = (IndexModel([("portal", 1), ("version", 1)]),)
