"""People at work in front of the real questions service: officers, heads, administrators."""

from dataclasses import dataclass, field

import aiohttp
from jose import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.contracts.auth.sessions import HeldRole, Me
from tests.gateway.upstreams import AuthUpstream
from tests.services.qa.support import ROLES, RunningQa
from tests.support.pages import BROWSER, SAME_SITE, Answer, PageClient

PEOPLE = ("officer1", "head1", "coordinator1", "admin1")


class StaffUpstream(AuthUpstream):
    """Auth with a session for each person of qa's directory."""

    def reset(self) -> None:
        super().reset()
        self.sessions = {session_of(who): (who, ROLES[who]) for who in PEOPLE}

    async def show_me(self, request: Request) -> Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        who = str(jwt.get_unverified_claims(token)["sub"])
        roles = [HeldRole(role=role, unit=unit, unit_name=unit) for role, unit in ROLES[who]]
        return JSONResponse(Me(id=who, name=who, account="person", loa=2, roles=roles).model_dump())


def session_of(who: str) -> str:
    """Return the session a person is signed in with."""
    return f"{who}-session-0001"


@dataclass
class Worker:
    """Somebody with a browser; `who` may be changed."""

    client: PageClient
    qa: RunningQa
    who: str = field(default="officer1")

    async def get(self, path: str) -> Answer:
        """Read a page; it has no fault."""
        answer = await self.client.get(path, cookie=self._cookie)
        assert answer.page.faults == [], answer.page.faults
        return answer

    async def post(self, path: str, **form: str) -> Answer:
        """Send a form; the page that comes back, if any, has no fault."""
        return _faultless(await self.client.post(path, form, cookie=self._cookie))

    async def submit(self, page: str, action: str = "", **typed: str) -> Answer:
        """Open a page, fill its form and send it."""
        form = (await self.get(page)).page.form(action or page)
        return await self.post(action or page, **{**form, **typed})

    async def send_file(self, path: str, name: str, content: bytes, **typed: str) -> Answer:
        """Send a form that carries one file."""
        form = aiohttp.FormData(default_to_multipart=True)
        for key, value in typed.items():
            form.add_field(key, value)
        form.add_field("files", content, filename=name)
        headers = {**BROWSER, **SAME_SITE, "origin": self.client.base, "cookie": self._cookie}
        return _faultless(await self.client.send("POST", path, data=form, headers=headers))

    @property
    def _cookie(self) -> str:
        return f"langnghe_session={session_of(self.who)}; langnghe_lang=vi"


def _faultless(answer: Answer) -> Answer:
    assert answer.status == 303 or answer.page.faults == [], answer.page.faults
    return answer
