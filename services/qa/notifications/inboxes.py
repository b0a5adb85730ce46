"""What people do with their own inbox and settings, administrators with what could not be sent."""

from services.qa.notifications.documents import DeliveryDocument, SettingsDocument
from services.qa.notifications.queries import unread_list
from services.qa.notifications.rows import SEND_TASK
from services.qa.webhooks.documents import WebhookDeliveryDocument
from services.qa.webhooks.service import SEND_TASK as CALL_TASK
from shared.clock import now
from shared.contracts.qa.notifications import NotificationSettings
from shared.marks import mark
from shared.mongo import Mongo, Transaction, transactional
from shared.problems import Conflict, NotFound

_BATCH = 200


class NotificationNotFound(NotFound):
    """There is no such entry in the caller's inbox."""

    slug, title = "notification-not-found", "There is no such entry in your inbox"


class DeliveryNotFound(NotFound):
    """There is no such mail or webhook call."""

    slug, title = "delivery-not-found", "There is no such delivery"


class DeliveryNotDead(Conflict):
    """It was sent, is still being tried, or is not needed any more."""

    slug, title = "delivery-not-dead", "Only what could not be sent is sent again"


@transactional
async def read_notification(tx: Transaction, entry: str, person: str) -> None:
    """Mark an entry of a person's own inbox as read."""
    found = await DeliveryDocument.get(entry, session=tx.session)
    if found is None or found.recipient != f"person:{person}" or found.channel != "inbox":
        raise NotificationNotFound
    if found.read_at is None:
        await _read(tx, found)


async def read_all(mongo: Mongo, person: str) -> None:
    """Mark every entry of a person's inbox as read that is there now."""
    until = mark(now())
    while await _read_some(mongo, person, until):
        pass


@transactional
async def _read_some(tx: Transaction, person: str, until: str) -> int:
    deliveries = DeliveryDocument.get_pymongo_collection()
    rows = await unread_list(person, until).rows(deliveries, _BATCH, fields=("_id",))
    ids = [row["_id"] for row in rows]
    found = await DeliveryDocument.find({"_id": {"$in": ids}}, session=tx.session).to_list()
    for entry in found:
        await _read(tx, entry)
    return len(found)


async def _read(tx: Transaction, entry: DeliveryDocument) -> None:
    entry.read_at = now()
    entry.unread_mark = None
    await entry.replace(session=tx.session)


@transactional
async def keep_settings(tx: Transaction, person: str, form: NotificationSettings) -> None:
    """Keep how a person wants to be told."""
    kept = await SettingsDocument.get(person, session=tx.session)
    last = kept.last_mail_at if kept else None
    changed = SettingsDocument(id=person, last_mail_at=last, **form.model_dump())
    if kept:
        await changed.replace(session=tx.session)
    else:
        await changed.insert(session=tx.session)


@transactional
async def resend(tx: Transaction, delivery: str) -> None:
    """Try a dead mail or webhook call anew; raises `DeliveryNotFound`, `DeliveryNotDead`."""
    mail = await DeliveryDocument.get(delivery, session=tx.session)
    row = mail or await WebhookDeliveryDocument.get(delivery, session=tx.session)
    if row is None:
        raise DeliveryNotFound
    if row.state != "dead":
        raise DeliveryNotDead
    row.send_again(now())
    await row.replace(session=tx.session)
    tx.nudge(SEND_TASK if mail else CALL_TASK)
