"""The one place that knows what is real in a process of survey, web application or worker."""

from typing import Any

from services.survey.alerts.documents import AlertDocument
from services.survey.challenges.model import Challenges
from services.survey.comments.documents import CommentDocument
from services.survey.directory.documents import UnitDocument
from services.survey.directory.model import Unit, UnitTree
from services.survey.figures.documents import MarkedDayDocument, MonthDocument, StateDocument
from services.survey.figures.feed import FiguresFeed
from services.survey.figures.nudging import Paced
from services.survey.figures.rolling import prepare_state
from services.survey.figures.states import read_state
from services.survey.instruments.documents import DraftDocument, InstrumentDocument
from services.survey.instruments.service import (
    publish_instruments,
    read_instruments,
    shipped_instruments,
)
from services.survey.migrations import MIGRATIONS
from services.survey.polls.documents import PollDocument, PollTextDocument
from services.survey.portals.documents import PortalChangeDocument, PortalDocument
from services.survey.portals.model import Portal
from services.survey.quarantine.crowds import Crowds
from services.survey.quarantine.documents import DecisionDocument, HeldDocument
from services.survey.reports.documents import (
    ReportDocument,
    ReportFileDocument,
    ReportPlanDocument,
)
from services.survey.responses.documents import ResponseDocument
from services.survey.settings import SurveySettings
from shared.documents import Document
from shared.mongo import Mongo
from shared.refreshing import Refreshed
from shared.runtime import Runtime
from shared.service_client import ServiceClient
from shared.together import Together

DOCUMENTS: list[type[Document]] = [
    AlertDocument,
    CommentDocument,
    DecisionDocument,
    HeldDocument,
    DraftDocument,
    InstrumentDocument,
    MarkedDayDocument,
    MonthDocument,
    PollDocument,
    PollTextDocument,
    PortalChangeDocument,
    PortalDocument,
    ReportDocument,
    ReportFileDocument,
    ReportPlanDocument,
    ResponseDocument,
    StateDocument,
    UnitDocument,
]

UNITS_SECONDS = 5
PORTALS_SECONDS = 5
INSTRUMENTS_SECONDS = 30
ROLL_UP_SECONDS = 1


class SurveyRuntime(Runtime[SurveySettings]):
    """Adds what survey keeps in the process: units, portals and instruments, a few seconds old."""

    migrations = MIGRATIONS

    def __init__(self, settings: SurveySettings) -> None:
        mongo = Mongo(settings.mongodb_uri, settings.database, DOCUMENTS)
        super().__init__("survey", settings, mongo)
        self.units = Refreshed(_read_units, UNITS_SECONDS)
        self.portals = Refreshed(_read_portals, PORTALS_SECONDS)
        self.instruments = Refreshed(read_instruments, INSTRUMENTS_SECONDS)
        self.feed = FiguresFeed(lambda: read_state(mongo), settings.stream_poll_seconds)
        self.challenges = Challenges(settings.service_secret.get_secret_value())
        self.crowds = Crowds()
        self.storing: Together[dict[str, Any], None] = Together()
        self._roll_ups = Paced(lambda: self.tasks.nudge("survey.roll_up"), ROLL_UP_SECONDS)

    async def open(self) -> None:
        """Make what every process counts on: the instruments and the roller's state."""
        secret = self.settings.service_secret.get_secret_value()
        self.auth = ServiceClient(self.http, self.settings.auth_url, "survey", secret)
        self.on_close.callback(self._roll_ups.cancel)
        await publish_instruments(shipped_instruments())
        await prepare_state(self.mongo)

    def roll_up_soon(self) -> None:
        """Ask the worker to count what has just been stored; beat asks every second anyway."""
        self._roll_ups.ask()


def open_runtime(settings: SurveySettings | None = None) -> SurveyRuntime:
    """Return the runtime to open with `async with`; reads the environment without settings."""
    return SurveyRuntime(settings or SurveySettings())


async def _read_units() -> UnitTree:
    # Thousands of units every few seconds: plain rows cost a fifth of documents.
    rows = await UnitDocument.get_pymongo_collection().find({}, {"fetched_at": 0}).to_list()
    return UnitTree({row["_id"]: Unit(id=row.pop("_id"), **row) for row in rows})


async def _read_portals() -> dict[str, Portal]:
    documents = await PortalDocument.find_all().to_list()
    portals = sorted((document.portal() for document in documents), key=lambda one: one.id)
    return {portal.id: portal for portal in portals}
