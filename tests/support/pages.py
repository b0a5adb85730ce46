"""Reads and sends pages as a browser without scripts would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from fastapi import FastAPI
from multidict import CIMultiDictProxy

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.support.html import Page, read_page
from tests.support.serving import serving

BROWSER = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "identity"}
SAME_SITE = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Answer:
    """What came back: never a redirect followed, so that a test sees it."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> Page:
        return read_page(self.text)


class PageClient:
    """One visitor with a cookie jar."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http = http
        self.base = base

    async def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page."""
        return await self.send("GET", path, headers={**BROWSER, **_named(headers)})

    async def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form as the site's own page would."""
        sent = {**BROWSER, **SAME_SITE, "origin": self.base, **_named(headers)}
        return await self.send("POST", path, data=form, headers=sent)

    async def sign_in(self, login_hint: str) -> None:
        """Sign in through the sandbox as one of its persons."""
        async with self._http.get(
            f"{self.base}/auth/login",
            params={"login_hint": login_hint, "next": "/"},
            headers=BROWSER,
        ) as response:
            assert response.status == 200, response.status

    async def submit(self, page: Page, action: str, **typed: str) -> Answer:
        """Fill the form of a page that leads to `action`, hidden fields and all, and send it."""
        return await self.post(action, {**page.form(action), **typed})

    async def submit_file_form(self, page: Page, action: str, **typed: str) -> Answer:
        """Send a form the way of one that may carry files (multipart)."""
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in {**page.form(action), **typed}.items():
            form.add_field(name, value)
        headers = {**BROWSER, **SAME_SITE, "origin": self.base}
        return await self.send("POST", action, data=form, headers=headers)

    async def send(self, method: str, path: str, **options: object) -> Answer:
        """Make one request and read its answer whole, undone of no encoding."""
        request = self._http.request(
            method,
            f"{self.base}{path}",
            allow_redirects=False,
            **options,  # type: ignore[arg-type]
        )
        async with request as response:
            return Answer(response.status, response.headers, await response.read())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@asynccontextmanager
async def visitor(base: str) -> AsyncIterator[PageClient]:
    """Yield a visitor with an empty cookie jar."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, auto_decompress=False) as http:
        yield PageClient(http, base)


@asynccontextmanager
async def serving_pages(app: FastAPI) -> AsyncIterator[PageClient]:
    """Serve an application and yield a visitor of it."""
    async with serving(app) as base, visitor(base) as client:
        yield client


def create_lonely_gateway() -> FastAPI:
    """Return a gateway with no service behind it: what needs none must work, the rest degrade."""
    nobody = "http://127.0.0.1:9"
    settings = {"environment": "test", "service_secret": "a secret of the tests"}
    urls = dict.fromkeys(("auth_url", "qa_url", "survey_url"), nobody)
    return create_app(
        GatewaySettings.model_validate({**settings, **urls, "redis_url": "redis://127.0.0.1:9/0"})
    )
