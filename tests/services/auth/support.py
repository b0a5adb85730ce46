"""What tests of auth share: the running services, and a browser that goes step by step."""

from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from fastapi import FastAPI
from yarl import URL

from services.auth.bootstrap import AuthRuntime
from services.auth.sandbox.state import SandboxState
from shared.identity import Caller, CallerVerifier
from shared.ids import new_id
from tests.services.auth.other_provider import OtherProvider
from tests.services.auth.settings import SERVICE_SECRETS
from tests.support.cutting import Line

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}


@dataclass
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any
    set_cookies: list[str]

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def slug(self) -> str:
        """The last part of a problem's type."""
        return self.json["type"].rpartition("/")[2]


def query_of(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))


class Browser:
    """One browser: its cookies; redirects are followed only when a test says so."""

    def __init__(self, http: aiohttp.ClientSession, stage: "Stage") -> None:
        self.http = http
        self.stage = stage

    async def request(self, method: str, address: str, **options: Any) -> Answer:
        """Send one request; a path goes to auth."""
        url = address if address.startswith("http") else self.stage.url + address
        headers = {**PAGE, **options.pop("headers", {})}
        async with self.http.request(
            method, URL(url, encoded=True), headers=headers, allow_redirects=False, **options
        ) as response:
            text = await response.text()
            is_json = "json" in response.content_type
            return Answer(
                status=response.status,
                headers=response.headers,
                text=text,
                json=await response.json(content_type=None) if is_json else None,
                set_cookies=response.headers.getall("Set-Cookie", []),
            )

    async def get(self, address: str, **options: Any) -> Answer:
        return await self.request("GET", address, **options)

    async def post(self, address: str, **options: Any) -> Answer:
        return await self.request("POST", address, **options)

    async def depart(self, person: str, **parameters: str) -> str:
        """Begin to sign in; return where the provider sends the browser back to."""
        query = URL.build(path="/auth/login", query={"login_hint": person, **parameters})
        login = await self.get(str(query))
        assert login.status == 303, login.text
        provider = await self.get(login.location)
        assert provider.status in {302, 303}, provider.text
        return provider.location

    async def sign_in(self, person: str, **parameters: str) -> Answer:
        """Sign in as a sandbox person; return the answer of the callback."""
        return await self.get(await self.depart(person, **parameters))

    async def session(self) -> dict[str, Any]:
        """Return what `/auth/session` says."""
        return (await self.get("/auth/session")).json

    def cookie(self, name: str = "langnghe_session") -> str | None:
        """Return a cookie's value."""
        found = self.http.cookie_jar.filter_cookies(URL(self.stage.url)).get(name)
        return found.value if found else None

    def put_cookie(self, name: str, value: str) -> None:
        """Plant a cookie."""
        self.http.cookie_jar.update_cookies({name: value}, URL(self.stage.url))


@dataclass
class Stage:
    """Auth, the sandbox and another provider, running beside each other."""

    url: str
    sandbox_url: str
    app: FastAPI
    sandbox: SandboxState
    http: aiohttp.ClientSession
    mongodb: Line
    other: OtherProvider

    @property
    def runtime(self) -> AuthRuntime:
        return self.app.state.runtime

    @asynccontextmanager
    async def browser(self):
        """Yield a browser without cookies."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            yield Browser(http, self)

    async def exchange(self, session: str | None, client: str = "gateway") -> Answer:
        """Exchange a session for a token as the gateway does."""
        async with self.browser() as gateway:
            return await gateway.post(
                "/internal/v1/session-token",
                json={"session": session},
                auth=aiohttp.BasicAuth(client, SERVICE_SECRETS.get(client, "?")),
            )

    async def caller_of(self, session: str | None) -> Caller:
        """Return who a session's token names, as another service sees it."""
        answer = await self.exchange(session)
        assert answer.status == 200, answer.text
        verifier: CallerVerifier = self.app.state.callers
        return await verifier.caller(f"Bearer {answer.json['access_token']}")

    async def bearer_of(self, browser: Browser) -> dict[str, str]:
        """Return the header the gateway sends upstream for a browser."""
        answer = await self.exchange(browser.cookie())
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    async def machine_bearer(self, client: str) -> dict[str, str]:
        """Return the header of a machine client."""
        async with self.browser() as machine:
            answer = await machine.post(
                "/api/auth/v1/token",
                data={"grant_type": "client_credentials"},
                auth=aiohttp.BasicAuth(client, SERVICE_SECRETS[client]),
            )
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    async def last_audit(self, action: str) -> dict[str, Any]:
        """Return the newest audit event of a kind."""
        rows = self.runtime.mongo.database["audit"].find({"action": action})
        return (await rows.sort("_id", -1).limit(1).to_list())[0]

    async def count(self, collection: str, **condition: Any) -> int:
        """Return how many documents match."""
        return await self.runtime.mongo.database[collection].count_documents(condition)


def new_name() -> str:
    """Return a name nobody else in this run has."""
    return f"x{new_id()[-10:]}"
