"""What administrators do with portals; each change leaves an entry in the history."""

from dataclasses import dataclass
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.portals.documents import PortalChangeDocument, PortalDocument
from services.survey.portals.model import (
    OutsideAdministration,
    Portal,
    PortalChangedMeanwhile,
    PortalExists,
    PortalNotFound,
)
from shared.clock import now
from shared.contracts.survey.portals import ChangePortal, CreatePortal
from shared.identity import Caller
from shared.mongo import Transaction, transactional

ROLE = "admin"


@transactional
async def open_portals(tx: Transaction, portals: list[Portal]) -> None:
    """Store portals that are not stored yet; the others stay as they are."""
    for portal in portals:
        if await PortalDocument.get(portal.id, session=tx.session) is None:
            await PortalDocument.of(portal).insert(session=tx.session)


async def create_portal(survey: SurveyRuntime, caller: Caller, form: CreatePortal) -> Portal:
    """Open a portal of a unit the caller administers.

    Raises `OutsideAdministration` and `PortalExists`.
    """
    await _must_administer(survey, caller, form.unit)
    portal = Portal(**form.model_dump())
    await _create(survey.mongo, portal, caller.id)
    survey.portals.forget()
    return portal


@transactional
async def _create(tx: Transaction, portal: Portal, by: str) -> None:
    if await PortalDocument.get(portal.id, session=tx.session) is not None:
        raise PortalExists
    await PortalDocument.of(portal).insert(session=tx.session)
    await _note(tx, None, portal, by)


@dataclass(frozen=True)
class Kept:
    """Who changes which portal, in the version they read."""

    caller: Caller
    portal: str
    version: int


async def change_portal(survey: SurveyRuntime, kept: Kept, form: ChangePortal) -> Portal:
    """Change a portal in the version the caller read; every process knows within seconds.

    Raises `PortalNotFound`, `OutsideAdministration` and `PortalChangedMeanwhile`.
    """
    stored = await PortalDocument.get(kept.portal)
    if stored is None:
        raise PortalNotFound
    await _must_administer(survey, kept.caller, stored.unit, form.unit)
    changed = await _change(survey.mongo, kept, form)
    survey.portals.forget()
    return changed


@transactional
async def _change(tx: Transaction, kept: Kept, form: ChangePortal) -> Portal:
    stored = await PortalDocument.get(kept.portal, session=tx.session)
    if stored is None:
        raise PortalNotFound
    before = stored.portal()
    if before.version != kept.version:
        raise PortalChangedMeanwhile(current_version=before.version)
    after = before.changed(form)
    if after is not before:
        await PortalDocument.of(after).replace(session=tx.session)
        await _note(tx, before, after, kept.caller.id)
    return after


async def _must_administer(survey: SurveyRuntime, caller: Caller, *units: str | None) -> None:
    own = await unit_scope(survey, caller, ROLE)
    if not {unit for unit in units if unit is not None} <= own:
        raise OutsideAdministration


async def _note(tx: Transaction, before: Portal | None, after: Portal, by: str) -> None:
    old = before.model_dump(mode="json") if before else {}
    new = after.model_dump(mode="json")
    differing = {name for name in new if old.get(name) != new[name]} - {"version"}

    def only(fields: dict[str, Any]) -> dict[str, Any]:
        return {name: fields[name] for name in sorted(differing) if name in fields}

    entry = PortalChangeDocument(
        id=f"{after.id}:{after.version}",
        portal=after.id,
        version=after.version,
        by=by,
        at=now(),
        before=only(old),
        after=only(new),
    )
    await entry.insert(session=tx.session)
