"""The one place that knows what is real in a process of qa, web application or worker."""

import asyncio
from collections.abc import Hashable
from typing import Any

from services.qa.attachments.checking import FileChecker
from services.qa.attachments.documents import AttachmentDocument
from services.qa.consents.documents import ConsentDocument
from services.qa.deadlines.documents import DeadlineDocument, PolicyDocument, RecountDocument
from services.qa.defaults import add_missing_defaults
from services.qa.deputies.documents import DeputyDocument
from services.qa.directory.documents import CalendarDocument, PersonDocument, UnitDocument
from services.qa.escalations.documents import (
    LadderDocument,
    StepDocument,
    SupportClockDocument,
)
from services.qa.faq.documents import FaqDocument, FaqVersionDocument
from services.qa.figures.documents import (
    FigureMonthDocument,
    FigureStateDocument,
    FigureYearDocument,
)
from services.qa.files.documents import PieceDocument
from services.qa.imports.documents import (
    ImportDocument,
    ImportedDocument,
    ImportErrorDocument,
)
from services.qa.migrations import MIGRATIONS
from services.qa.moderation.documents import ModerationDocument
from services.qa.notifications.documents import DeliveryDocument, SettingsDocument
from services.qa.personal_data.documents import PersonDataTaskDocument
from services.qa.policies.documents import PolicyChangeDocument
from services.qa.policies.rules import read_rules
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.queue.documents import SearchesDocument
from services.qa.search.documents import FrequencyDocument
from services.qa.settings import QaSettings
from services.qa.templates.documents import TemplateDocument
from services.qa.topics.documents import TopicDocument, TopicVersionDocument
from services.qa.units.tree import read_tree
from services.qa.webhooks.documents import WebhookDeliveryDocument, WebhookDocument
from shared import idempotency
from shared.mongo import Mongo
from shared.outside import OutsideClient
from shared.recent import Recent
from shared.redis_client import open_redis
from shared.refreshing import Refreshed
from shared.runtime import Runtime
from shared.service_client import ServiceClient
from shared.together import Together

DOCUMENTS = [
    AttachmentDocument,
    CalendarDocument,
    ConsentDocument,
    DeadlineDocument,
    DeliveryDocument,
    DeputyDocument,
    FaqDocument,
    FaqVersionDocument,
    FigureMonthDocument,
    FigureStateDocument,
    FigureYearDocument,
    FrequencyDocument,
    ImportDocument,
    ImportedDocument,
    ImportErrorDocument,
    LadderDocument,
    ModerationDocument,
    PersonDataTaskDocument,
    PersonDocument,
    PieceDocument,
    PolicyChangeDocument,
    PolicyDocument,
    QuestionDocument,
    RecountDocument,
    SearchesDocument,
    SettingsDocument,
    StepDocument,
    SupportClockDocument,
    TemplateDocument,
    TimelineDocument,
    TopicDocument,
    TopicVersionDocument,
    UnitDocument,
    WebhookDeliveryDocument,
    WebhookDocument,
]

UNITS_KEPT_SECONDS = 15.0
RULES_KEPT_SECONDS = 1.0
COUNTS_KEPT = 10_000


REDIS_SECONDS = 0.5


class QaRuntime(Runtime[QaSettings]):
    """Adds the cipher of fields at rest, the client that asks auth, and Redis for presence."""

    migrations = MIGRATIONS

    def __init__(self, settings: QaSettings) -> None:
        mongo = Mongo(settings.mongodb_uri, settings.database, DOCUMENTS)
        super().__init__("qa", settings, mongo)
        self.cipher = settings.cipher()
        self.rules = Refreshed(read_rules, RULES_KEPT_SECONDS)
        self.units = Refreshed(read_tree, UNITS_KEPT_SECONDS)
        self.counted: Recent[Hashable, int] = Recent(COUNTS_KEPT)
        self.files = FileChecker(settings.attachment_max_pixels)
        self.asking: Together[Any, Any] = Together()
        self.sending = asyncio.Lock()
        self.send_again = False

    async def open(self) -> None:
        """Make what every process counts on: indexes and the shipped data."""
        secret = self.settings.service_secret.get_secret_value()
        self.auth = ServiceClient(self.http, self.settings.auth_url, "qa", secret)
        self.outside = OutsideClient(
            self.settings.hosts_inside(), timeout_seconds=self.settings.webhook_timeout_seconds
        )
        self.on_close.push_async_callback(self.outside.close)
        self.redis = open_redis(self.settings.redis_url, seconds=REDIS_SECONDS)
        self.on_close.push_async_callback(self.redis.aclose)
        await idempotency.make_indexes(self.mongo.database)
        await add_missing_defaults()


def open_runtime(settings: QaSettings | None = None) -> QaRuntime:
    """Return the runtime to open with `async with`; reads the environment without settings."""
    return QaRuntime(settings or QaSettings())
