"""Reading portals: all of them for the process's copy, one, and those a caller may see."""

from collections.abc import Iterable, Mapping

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.portals.documents import PortalChangeDocument, PortalDocument
from services.survey.portals.model import Portal, PortalNotFound
from shared.contracts.survey.portals import PortalChange, PortalOrigins
from shared.folding import fold
from shared.identity import Caller

_HISTORY = 100
ROLES = ("leader", "admin")


async def find_portal(survey: SurveyRuntime, portal: str) -> Portal | None:
    """Return a portal, also one opened a moment ago, None when there is none."""
    known: Mapping[str, Portal] = await survey.portals.get()
    if portal in known:
        return known[portal]
    document = await PortalDocument.get(portal)
    return document.portal() if document else None


async def show_portal(survey: SurveyRuntime, portal: str) -> Portal:
    """Return a portal; raises `PortalNotFound`."""
    found = await find_portal(survey, portal)
    if found is None:
        raise PortalNotFound
    return found


async def portals_of(survey: SurveyRuntime, caller: Caller, *roles: str) -> list[Portal]:
    """Return the portals of the units for which the caller holds a role, by id."""
    units = await unit_scope(survey, caller, *roles)
    portals = await survey.portals.get()
    return [portal for portal in portals.values() if portal.unit in units]


def fitting(portals: Iterable[Portal], words: str, *, is_open: bool | None) -> list[Portal]:
    """Return those whose name or id holds what was typed, with or without its marks."""
    wanted = fold(words).strip()
    return [
        portal
        for portal in portals
        if (wanted in fold(portal.name) or wanted in portal.id)
        and (is_open is None or portal.is_open is is_open)
    ]


async def embedding_origins(survey: SurveyRuntime, only: str | None = None) -> PortalOrigins:
    """Return the origins of the pages that embed portals, or only one of them."""
    if only is not None:
        one = await find_portal(survey, only)
        portals = [one] if one else []
    else:
        portals = list((await survey.portals.get()).values())
    return PortalOrigins(
        origins=sorted({origin for one in portals if one.is_open for origin in one.origins}),
        by_portal={one.id: sorted(one.origins) for one in portals if one.origins},
    )


async def belongs_elsewhere(survey: SurveyRuntime, origin: str, portal: str) -> bool:
    """Whether a page of this origin belongs to other portals and not to this one."""
    portals = await survey.portals.get()
    own = await find_portal(survey, portal)
    if own is not None and origin in own.origins:
        return False
    return any(origin in other.origins for other in portals.values())


async def kept_portal(survey: SurveyRuntime, caller: Caller, portal: str) -> Portal:
    """Return a portal as stored, of the units the caller administers; raises `PortalNotFound`."""
    stored = await PortalDocument.get(portal)
    if stored is None or stored.unit not in await unit_scope(survey, caller, "admin"):
        raise PortalNotFound
    return stored.portal()


async def portal_history(portal: str) -> list[PortalChange]:
    """Return the changes of a portal, the newest first."""
    found = PortalChangeDocument.find({"portal": portal}).sort("-version").limit(_HISTORY)
    changes = await found.to_list()
    return [PortalChange(**one.model_dump(exclude={"id", "portal"})) for one in changes]
