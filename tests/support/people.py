"""People as HTTP clients of the running system, signed in through the sandbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from shared.ids import new_id


class Person:
    """One browser-like client: its cookies, and the Origin header a browser would send."""

    def __init__(self, http: aiohttp.ClientSession, public_url: str) -> None:
        self.http = http
        self.public_url = public_url

    async def sign_in(self, login_hint: str) -> None:
        """Sign in through the sandbox as one of its persons."""
        params = {"login_hint": login_hint, "next": "/"}
        async with self.http.get(f"{self.public_url}/auth/login", params=params) as response:
            assert response.status == 200, await response.text()
        assert (await self.get("/auth/session"))["signed_in"]

    async def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """Return the JSON at a path."""
        return await self._call("GET", path, status, **options)

    async def post(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        """Send JSON and return the answer's."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._call(
            "POST", path, status, json=body, headers={"Origin": self.public_url, **named}
        )

    async def ask(self, **question: Any) -> dict[str, Any]:
        """Ask a question and return the code, the secret and the due date."""
        body = {"may_publish": True, **question}
        asked = await self.post("/api/qa/v1/questions", body, 201, Idempotency_Key=new_id())
        assert isinstance(asked, dict)
        return asked

    async def act(self, code: str, action: str, body: Any = None) -> Any:
        """Do something with a question at the version it has now."""
        shown = await self.get(f"/api/qa/v1/questions/{code}")
        return await self.post(
            f"/api/qa/v1/questions/{code}/{action}", body or {}, If_Match=f'"{shown["version"]}"'
        )

    async def _call(self, method: str, path: str, status: int, **options: Any) -> Any:
        url = f"{self.public_url}{path}"
        async with self.http.request(method, url, **options) as response:
            text = await response.text()
            assert response.status == status, (method, path, response.status, text[:500])
            return await response.json(content_type=None) if text else None


@asynccontextmanager
async def person(public_url: str, login_hint: str | None = None) -> AsyncIterator[Person]:
    """Yield a person, signed in when a sandbox person is named, else a guest."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        somebody = Person(http, public_url)
        if login_hint:
            await somebody.sign_in(login_hint)
        yield somebody


async def addresses_of(public_url: str, role: str, unit: str) -> set[str]:
    """Return the mail addresses of a unit's people with a role, as the admin sees them."""
    async with person(public_url, "admin1") as admin:
        people = await admin.get(f"/api/auth/v1/people?unit={unit}")
    found = {
        entry["email"]
        for entry in people["items"]
        if {"role": role, "unit": unit} in [dict(held) for held in entry["roles"]]
    }
    assert found, f"nobody is {role} of {unit}"
    return found
