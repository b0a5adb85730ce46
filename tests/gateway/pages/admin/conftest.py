"""The real survey service behind a gateway, and an administrator of everything in front of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.survey.app import create_app
from services.survey.directory.service import apply_directory
from shared.contracts.auth.directory import DirectoryOut, PersonOut, UnitOut
from shared.ids import new_id
from tests.gateway.conftest import MakeGateway
from tests.gateway.upstreams import AuthUpstream
from tests.services.survey.settings import survey_settings
from tests.services.survey.support import Answer, RunningSurvey
from tests.support.databases import drop_database
from tests.support.pages import Answer as PageAnswer
from tests.support.pages import PageClient, visitor
from tests.support.serving import serving
from tests.support.tokens import bearer, verifier

ROOT, JUSTICE = "hue", "so-tu-phap"
ADMIN_SESSION, UNIT_SESSION = "admin-session-0001", "unit-admin-session-0001"
LEADER_SESSION, HEAD_SESSION = "leader-session-0001", "head-session-0001"
UNITS = [
    UnitOut(id=ROOT, name="Thành phố Huế", kind="province", valid_from=date(2025, 7, 1)),
    UnitOut(
        id=JUSTICE, name="Sở Tư pháp", kind="department", parent=ROOT, valid_from=date(2025, 7, 1)
    ),
]


class DirectoryUpstream(AuthUpstream):
    """Auth with two units and an administrator whose name can be asked for."""

    def app(self) -> Starlette:
        app = super().app()
        app.router.routes += [
            Route("/api/auth/v1/units", self.list_units),
            Route("/api/auth/v1/people/{person}", self.show_person),
        ]
        return app

    def reset(self) -> None:
        super().reset()
        self.sessions |= {
            ADMIN_SESSION: ("admin1", [("admin", ROOT)]),
            UNIT_SESSION: ("admin2", [("admin", JUSTICE)]),
            LEADER_SESSION: ("leader1", [("leader", ROOT)]),
            HEAD_SESSION: ("head1", [("head", JUSTICE)]),
        }

    async def list_units(self, _request: Request) -> Response:
        items = [unit.model_dump(mode="json") for unit in UNITS]
        return JSONResponse({"items": items, "next_cursor": None})

    async def show_person(self, request: Request) -> Response:
        person = PersonOut(id=request.path_params["person"], name="Lê Thị Bình", email="", roles=[])
        return JSONResponse(person.model_dump(mode="json"))


@dataclass
class Keeper:
    """An administrator with a browser, and the survey service behind the pages."""

    client: PageClient
    survey: RunningSurvey
    session: str = ADMIN_SESSION

    async def get(self, path: str, **headers: str) -> PageAnswer:
        """Read a page; it has no fault."""
        answer = await self.client.get(path, cookie=self._cookie, **headers)
        assert answer.page.faults == [], answer.page.faults
        return answer

    async def post(self, path: str, **form: str) -> PageAnswer:
        """Send a form; the page that comes back, if any, has no fault."""
        answer = await self.client.post(path, form, cookie=self._cookie)
        assert answer.status == 303 or answer.page.faults == [], answer.page.faults
        return answer

    async def submit(self, path: str, action: str = "", **typed: str) -> PageAnswer:
        """Open a page, fill its form and send it."""
        form = (await self.get(path)).page.form(action or path)
        return await self.post(action or path, **{**form, **typed})

    async def call(self, method: str, path: str, **options: object) -> Answer:
        """Call the service itself, as another administrator."""
        headers = {**bearer("other", ("admin", ROOT)), **options.pop("headers", {})}  # type: ignore[dict-item]
        return await self.survey.call(method, path, headers=headers, **options)

    @property
    def _cookie(self) -> str:
        return f"langnghe_session={self.session}; langnghe_lang=vi"


@pytest.fixture(scope="session")
async def kept_survey(mongodb_uri: str, redis_url: str) -> AsyncIterator[RunningSurvey]:
    own_redis = redis_url.rsplit("/", 1)[0] + "/8"
    settings = survey_settings(mongodb_uri, own_redis, f"test_kept_{new_id()}")
    app = create_app(settings)
    async with serving(app) as url, aiohttp.ClientSession() as http:
        app.state.callers = verifier()
        directory = DirectoryOut(units=UNITS, people=[], calendars=[])
        await apply_directory(app.state.runtime, directory)
        yield RunningSurvey(url, app.state.runtime, http)
    await drop_database(settings.mongodb_uri, settings.database)


@pytest.fixture(scope="session")
async def keeping_gateway(
    make_gateway: MakeGateway, kept_survey: RunningSurvey
) -> AsyncIterator[str]:
    auth = DirectoryUpstream()
    auth.reset()
    async with (
        serving(auth.app()) as auth_url,
        make_gateway(auth_url=auth_url, survey_url=kept_survey.url) as base,
    ):
        yield base


@pytest.fixture
async def keeper(keeping_gateway: str, kept_survey: RunningSurvey) -> AsyncIterator[Keeper]:
    """An administrator of everything."""
    async with visitor(keeping_gateway) as client:
        yield Keeper(client, kept_survey)
