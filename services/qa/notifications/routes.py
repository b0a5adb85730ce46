"""A person's own inbox and settings over HTTP; what could not be sent, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.qa.deps import Admin, Qa
from services.qa.notifications import inboxes, queries
from shared.contracts.qa.notifications import (
    DeadDeliveryOut,
    NotificationOut,
    NotificationSettings,
    UnreadCount,
)
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


@router.get("/notifications/unread")
async def count_unread(caller: SignedIn) -> UnreadCount:
    """Return how many entries of the caller's inbox are unread."""
    return await queries.unread(caller.id)


@router.post("/notifications/read-all", status_code=204)
async def read_all_notifications(qa: Qa, caller: SignedIn) -> None:
    """Mark everything in the caller's inbox as read."""
    await inboxes.read_all(qa.mongo, caller.id)


@router.post("/notifications/{entry}/read", status_code=204)
async def read_notification(qa: Qa, caller: SignedIn, entry: EntryId) -> None:
    """Mark an entry of the caller's inbox as read; again changes nothing."""
    await inboxes.read_notification(qa.mongo, entry, caller.id)


@router.get("/notification-settings")
async def show_settings(caller: SignedIn) -> NotificationSettings:
    """Return how the caller is told."""
    return await queries.notification_settings(caller.id)


@router.put("/notification-settings")
async def change_settings(
    qa: Qa, caller: SignedIn, form: NotificationSettings
) -> NotificationSettings:
    """Change how the caller is told."""
    await inboxes.keep_settings(qa.mongo, caller.id, form)
    return await queries.notification_settings(caller.id)


@router.get("/deliveries/dead")
async def list_dead_deliveries(
    qa: Qa, _caller: Admin, cursor: CursorText = None, limit: Limit = 20
) -> Page[DeadDeliveryOut]:
    """Return mails and webhook calls that could not be sent, the newest first."""
    return await queries.dead(qa.cipher, cursor, limit)


@router.post("/deliveries/{entry}/resend", status_code=204)
async def resend_delivery(qa: Qa, _caller: Admin, entry: EntryId) -> None:
    """Try again what could not be sent."""
    await inboxes.resend(qa.mongo, entry)
