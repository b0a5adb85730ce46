"""The one place that knows what is real in a process of qa, web application or worker."""

import asyncio

from services.qa.deadlines.documents import DeadlineDocument, PolicyDocument
from services.qa.defaults import add_missing_defaults
from services.qa.directory.documents import CalendarDocument, PersonDocument, UnitDocument
from services.qa.escalations.documents import LadderDocument, StepDocument
from services.qa.notifications.documents import DeliveryDocument
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.settings import QaSettings
from services.qa.topics.documents import TopicDocument
from shared import idempotency
from shared.mongo import Mongo
from shared.runtime import Runtime
from shared.service_client import ServiceClient

DOCUMENTS = [
    CalendarDocument,
    DeadlineDocument,
    DeliveryDocument,
    LadderDocument,
    PersonDocument,
    PolicyDocument,
    QuestionDocument,
    StepDocument,
    TimelineDocument,
    TopicDocument,
    UnitDocument,
]


class QaRuntime(Runtime[QaSettings]):
    """Adds the cipher of fields at rest and the client that asks auth."""

    def __init__(self, settings: QaSettings) -> None:
        mongo = Mongo(settings.mongodb_uri, settings.database, DOCUMENTS)
        super().__init__("qa", settings, mongo)
        self.cipher = settings.cipher()
        self.sending = asyncio.Lock()
        self.send_again = False

    async def open(self) -> None:
        """Make what every process counts on: indexes and the shipped data."""
        secret = self.settings.service_secret.get_secret_value()
        self.auth = ServiceClient(self.http, self.settings.auth_url, "qa", secret)
        await idempotency.make_indexes(self.mongo.database)
        await add_missing_defaults()


def open_runtime(settings: QaSettings | None = None) -> QaRuntime:
    """Return the runtime to open with `async with`; reads the environment without settings."""
    return QaRuntime(settings or QaSettings())
