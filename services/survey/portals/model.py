"""What a portal is and when it takes no ratings."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.survey.responses import PortalId, PortalOut
from shared.problems import Gone, NotFound


class PortalNotFound(NotFound):
    """There is no such portal."""

    slug, title = "portal-not-found", "There is no such portal"


class PortalClosed(Gone):
    """The portal takes no ratings any more."""

    slug, title = "portal-closed", "This portal takes no ratings any more"


class PortalStatus(StrEnum):
    """Whether ratings are taken."""

    OPEN = "open"
    CLOSED = "closed"


class Portal(BaseModel):
    """A portal: whose it is and which pages may embed the survey."""

    model_config = ConfigDict(frozen=True)

    id: PortalId
    name: str
    unit: str
    origins: tuple[str, ...] = ()
    status: PortalStatus = PortalStatus.OPEN

    @property
    def is_open(self) -> bool:
        """Whether ratings are taken."""
        return self.status is PortalStatus.OPEN

    def out(self) -> PortalOut:
        """Return it as shown to everybody."""
        return PortalOut(id=self.id, name=self.name, unit=self.unit, is_open=self.is_open)
