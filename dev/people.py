"""People as HTTP clients of a running copy: browsers with cookies, signed in by the sandbox."""

from collections.abc import Mapping
from typing import Any, Self

import aiohttp

from shared.ids import new_id

Json = dict[str, Any]
UNLIMITED = {
    **{f"GATEWAY_LIMIT_{name}": "1000000/minute" for name in (
        "ASK", "RATE", "SIGN_IN", "TOKEN", "TRACK", "SEARCH", "READ", "STREAM", "CONSOLE",
        "EXPORT", "ACCOUNT", "MACHINE", "GUESSES",
    )},
    "SURVEY_UNPROVEN_PER_PLACE": "100000000",
    "SURVEY_HASTY_PER_PLACE": "100000000",
}  # fmt: skip
"""Settings of a copy whose people all come from one address, as those of a measurement do."""


class Answered(Exception):
    """A call was not answered as it should have been."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text[:200]}")
        self.status = status


class Person:
    """One browser; `async with` closes it."""

    def __init__(self, public_url: str, *, seconds: float = 10.0) -> None:
        self._url = public_url
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=seconds),
            headers={"Origin": public_url},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._http.close()

    async def sign_in(self, hint: str) -> None:
        """Sign in as a person of the sandbox; raises `Answered`."""
        self._http.cookie_jar.clear()
        await self.page("/auth/login", login_hint=hint, next="/problems/forbidden")
        if not (await self.get("/auth/session"))["signed_in"]:
            raise Answered(401, "not signed in")

    async def page(self, path: str, **query: str) -> int:
        """Read a page to its end and return its size; raises `Answered` unless it is there."""
        async with self._http.get(f"{self._url}{path}", params=query) as answer:
            content = await answer.read()
            if answer.status != 200:
                raise Answered(answer.status, content.decode(errors="replace"))
            return len(content)

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Json:
        """Return JSON; raises `Answered`."""
        return await self._json("GET", path, headers=dict(headers or {}))

    async def post(self, path: str, body: Json, **headers: str) -> Json:
        """Send JSON, return JSON; raises `Answered`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._json("POST", path, json=body, headers=named)

    async def act(self, code: str, action: str, body: Json) -> Json:
        """Do something with a question at the version it has now."""
        shown = await self.get(f"/api/qa/v1/questions/{code}")
        path = f"/api/qa/v1/questions/{code}/{action}"
        return await self.post(path, body, If_Match=f'"{shown["version"]}"')

    async def listen(self, path: str) -> aiohttp.ClientResponse:
        """Open an event stream; its reader closes it."""
        timeout = aiohttp.ClientTimeout(total=None, sock_read=60)
        answer = await self._http.get(
            f"{self._url}{path}", headers={"Accept": "text/event-stream"}, timeout=timeout
        )
        if answer.status != 200:
            raise Answered(answer.status, await answer.text())
        return answer

    async def _json(self, method: str, path: str, **options: Any) -> Json:  # noqa: ANN401
        async with self._http.request(method, f"{self._url}{path}", **options) as answer:
            if answer.status not in {200, 201}:
                raise Answered(answer.status, await answer.text())
            found: Json = await answer.json()
            return found


def question(title: str, unit: str) -> Json:
    """Return a question to ask."""
    return {
        "title": title,
        "body": "Tôi cần cấp bản sao trích lục khai sinh thì nộp hồ sơ ở đâu, bao giờ có ạ?",
        "unit": unit,
        "may_publish": True,
    }


def key() -> dict[str, str]:
    """Return the header of a write that may be sent again."""
    return {"Idempotency_Key": new_id()}
