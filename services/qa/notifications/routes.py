"""A person's own inbox over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.qa.deps import Qa
from services.qa.notifications import queries, service
from shared.contracts.qa.notifications import NotificationOut
from shared.identity import SignedIn
from shared.paging import CursorText, Limit, Page

router = APIRouter(tags=["notifications"])

EntryId = Annotated[str, Path(max_length=64)]


@router.get("/notifications")
async def list_notifications(
    caller: SignedIn, cursor: CursorText = None, limit: Limit = 20
) -> Page[NotificationOut]:
    """Return the caller's inbox, newest first."""
    return await queries.inbox(caller.id, cursor, limit)


@router.post("/notifications/{entry}/read", status_code=204)
async def read_notification(qa: Qa, caller: SignedIn, entry: EntryId) -> None:
    """Mark an entry of the caller's inbox as read; again changes nothing."""
    await service.read_notification(qa.mongo, entry, caller.id)
