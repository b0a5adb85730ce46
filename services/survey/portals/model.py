"""What a portal is and when it takes no ratings."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.survey.portals import ChangePortal, PortalDetail
from shared.contracts.survey.responses import PortalId, PortalOut
from shared.problems import Conflict, Forbidden, Gone, NotFound, StaleVersion


class PortalNotFound(NotFound):
    """There is no such portal."""

    slug, title = "portal-not-found", "There is no such portal"


class PortalClosed(Gone):
    """The portal takes no ratings any more."""

    slug, title = "portal-closed", "This portal takes no ratings any more"


class PortalExists(Conflict):
    """Another portal has this id."""

    slug, title = "portal-exists", "There is a portal with this id already"


class PortalChangedMeanwhile(StaleVersion):
    """Somebody else changed the portal since it was read."""

    slug, title = "portal-changed", "Somebody else changed this portal meanwhile"


class OutsideAdministration(Forbidden):
    """The caller keeps the portals of other units."""

    slug, title = "outside-administration", "This unit is not yours to administer"


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
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether ratings are taken."""
        return self.status is PortalStatus.OPEN

    def changed(self, form: ChangePortal) -> "Portal":
        """Return the portal after a change; the same one when nothing differs."""
        wanted = form.model_dump(exclude_none=True)
        if (is_open := wanted.pop("is_open", None)) is not None:
            wanted["status"] = PortalStatus.OPEN if is_open else PortalStatus.CLOSED
        if "origins" in wanted:
            wanted["origins"] = tuple(dict.fromkeys(wanted["origins"]))
        after = self.model_copy(update=wanted)
        return self if after == self else after.model_copy(update={"version": self.version + 1})

    def detail(self) -> PortalDetail:
        """Return it as shown to its keepers."""
        return PortalDetail(
            **self.out().model_dump(), origins=list(self.origins), version=self.version
        )

    def out(self) -> PortalOut:
        """Return it as shown to everybody."""
        return PortalOut(id=self.id, name=self.name, unit=self.unit, is_open=self.is_open)
