"""What is done with portals; their administration page comes with the rest of it."""

from services.survey.portals.documents import PortalDocument
from services.survey.portals.model import Portal, PortalNotFound, PortalStatus
from shared.mongo import Transaction, transactional


@transactional
async def open_portals(tx: Transaction, portals: list[Portal]) -> None:
    """Store portals that are not stored yet; the others stay as they are."""
    for portal in portals:
        if await PortalDocument.get(portal.id, session=tx.session) is None:
            await PortalDocument.of(portal).insert(session=tx.session)


@transactional
async def close_portal(tx: Transaction, portal: str) -> None:
    """Take no more ratings for a portal; every process knows within seconds."""
    document = await PortalDocument.get(portal, session=tx.session)
    if document is None:
        raise PortalNotFound
    document.status = PortalStatus.CLOSED
    await document.replace(session=tx.session)
