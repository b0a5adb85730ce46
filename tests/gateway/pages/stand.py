"""A gateway before the real auth and qa, for pages that need both, and who visits them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from services.auth import seeds
from services.auth.app import create_app
from services.auth.bootstrap import AuthRuntime
from services.auth.subscribers import subscribers
from shared.ids import new_id
from tests.gateway.conftest import MakeGateway
from tests.gateway.upstreams import AuthUpstream
from tests.services.auth.settings import auth_settings
from tests.services.qa.support import RunningQa
from tests.support.databases import drop_database
from tests.support.html import Page
from tests.support.pages import Answer, PageClient
from tests.support.serving import serving
from tests.support.tokens import verifier

CITIZEN, ADMIN = "demo-citizen1", "demo-admin1"
CITIZENS_SESSION, ADMINS_SESSION = "account-citizen-session", "account-admin-session"


@dataclass
class Stand:
    """A gateway before the services; whoever looks has a session of the tests' own."""

    base: str
    auth: AuthRuntime
    sessions: AuthUpstream

    async def gathered(self, request: str) -> None:
        """Say what qa says when its part of a copy is ready."""
        payload = {"request": request}
        message = {"id": new_id(), "name": "qa.person_data_gathered.v1", "payload": payload}
        await subscribers.receive(self.auth, self.auth.mongo, message)


@dataclass
class Visitor:
    """Somebody signed in; no page has a fault."""

    client: PageClient
    session: str

    async def get(self, path: str, status: int = 200) -> Answer:
        answer = await self.client.get(path, cookie=self._cookie)
        assert answer.status == status, (answer.status, answer.text[-2000:])
        if status == 200:
            assert answer.page.faults == [], answer.page.faults
        return answer

    async def post(self, path: str, form: dict[str, str]) -> Answer:
        answer = await self.client.post(path, form, cookie=self._cookie)
        assert answer.status == 303 or answer.page.faults == [], answer.page.faults
        return answer

    async def submit(self, page: Page, action: str, **typed: str) -> Answer:
        return await self.post(action, {**page.form(action), **typed})

    @property
    def _cookie(self) -> str:
        return f"langnghe_session={self.session}; langnghe_lang=vi"


@asynccontextmanager
async def running_stand(
    make_gateway: MakeGateway, mongodb_uri: str, redis_url: str, qa: RunningQa
) -> AsyncIterator[Stand]:
    """Yield it running, with the demonstration's directory in auth."""
    sessions = AuthUpstream()
    sessions.reset()
    sessions.sessions = {
        CITIZENS_SESSION: (CITIZEN, []),
        ADMINS_SESSION: (ADMIN, [("admin", "tp-hue")]),
    }
    own_redis = redis_url.rsplit("/", 1)[0] + "/13"
    auth = create_app(auth_settings(mongodb_uri, own_redis, f"test_account_{new_id()}"))
    front = Starlette(
        routes=[
            Route("/internal/v1/session-token", sessions.exchange, methods=["POST"]),
            Route("/.well-known/jwks.json", sessions.show_keys),
            Mount("/", auth),
        ]
    )
    async with (
        serving(auth),
        serving(front) as url,
        make_gateway(auth_url=url, qa_url=qa.url) as base,
    ):
        auth.state.callers = verifier()
        await seeds.seed(auth.state.runtime)
        yield Stand(base, auth.state.runtime, sessions)
    await drop_database(mongodb_uri, auth.state.runtime.settings.database)
