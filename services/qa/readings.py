"""What an operator watches of qa: how much waits, and how far behind what must happen is."""

from datetime import datetime

from prometheus_client import Gauge

from services.qa.bootstrap import QaRuntime
from services.qa.escalations.service import oldest_due
from services.qa.figures.documents import STATE_ID, FigureStateDocument
from services.qa.notifications.documents import DeliveryDocument
from services.qa.questions.documents import QuestionDocument
from services.qa.queue.model import QueueRequest, queue_lists
from services.qa.webhooks.documents import WebhookDeliveryDocument
from shared import outbox
from shared.clock import now
from shared.contracts.qa.queue import QueueFilter
from shared.marks import moment_of
from shared.readings import OUTBOX_OLDEST, ROLL_UP_LAG, Readings

OPEN = Gauge("questions_open", "Questions that wait for an answer")
OVERDUE = Gauge("questions_overdue", "Open questions past their due date, clocks running")
ESCALATION_LAG = Gauge("escalation_lag_seconds", "How long the oldest due step waits to be taken")
NOTIFICATION_LAG = Gauge("notification_lag_seconds", "How long the oldest due message waits")
DEAD_NOTIFICATIONS = Gauge("notifications_dead", "Messages given up, to be sent again by hand")
DEAD_WEBHOOKS = Gauge("webhooks_dead", "Webhook calls given up, to be made again by hand")

_MOST = 1_000_000
_IS_DEAD = {"dead_mark": {"$gt": ""}}


def readings(qa: QaRuntime) -> Readings:
    """Return what `/metrics` reads."""

    async def oldest_event() -> float:
        return await outbox.oldest_age_seconds(qa.mongo.database)

    return {
        OPEN: count_open,
        OVERDUE: count_overdue,
        ESCALATION_LAG: escalation_lag,
        NOTIFICATION_LAG: notification_lag,
        DEAD_NOTIFICATIONS: count_dead_notifications,
        DEAD_WEBHOOKS: count_dead_webhooks,
        ROLL_UP_LAG: roll_up_lag,
        OUTBOX_OLDEST: oldest_event,
    }


async def count_open() -> float:
    """Count the open questions."""
    return await _count(QueueFilter.ALL)


async def count_overdue() -> float:
    """Count the open questions past their due date."""
    return await _count(QueueFilter.OVERDUE)


async def _count(which: QueueFilter) -> float:
    (listed,) = queue_lists(QueueRequest("", units=None, filter=which), now())
    return await listed.count(QuestionDocument.get_pymongo_collection(), _MOST)


async def escalation_lag() -> float:
    """Return for how many seconds the oldest due step waits."""
    oldest = await oldest_due(now())
    return _seconds_since(oldest) if oldest else 0.0


async def notification_lag() -> float:
    """Return for how many seconds the oldest due message waits."""
    due = {"next_attempt_at": {"$lte": now()}}
    rows = DeliveryDocument.get_pymongo_collection().find(due, {"next_attempt_at": 1})
    found = await rows.sort("next_attempt_at", 1).limit(1).to_list()
    return _seconds_since(found[0]["next_attempt_at"]) if found else 0.0


async def count_dead_notifications() -> float:
    """Count the messages that were given up."""
    return await DeliveryDocument.get_pymongo_collection().count_documents(_IS_DEAD)


async def count_dead_webhooks() -> float:
    """Count the webhook calls that were given up."""
    return await WebhookDeliveryDocument.get_pymongo_collection().count_documents(_IS_DEAD)


async def roll_up_lag() -> float:
    """Return for how many seconds the oldest change waits to be counted."""
    state = await FigureStateDocument.get_pymongo_collection().find_one({"_id": STATE_ID})
    after = {"changed_mark": {"$gt": state["first"] if state else ""}}
    rows = QuestionDocument.get_pymongo_collection().find(after, {"changed_mark": 1})
    found = await rows.sort("changed_mark", 1).limit(1).to_list()
    return _seconds_since(moment_of(found[0]["changed_mark"])) if found else 0.0


def _seconds_since(moment: datetime) -> float:
    return max(0.0, (now() - moment).total_seconds())
