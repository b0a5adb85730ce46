"""The running copy that the measurements of pages share, and its signed-in visitors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bench.stage import Stage
from dev.system import RunningSystem


async def running_copy(stage: Stage) -> RunningSystem:
    """Return a whole system with demonstration data, started once in a run."""
    if "copy" not in stage.places:
        stage.places["copy"] = stage.keep(RunningSystem(stage.folder / "copy"))
    found = stage.places["copy"]
    assert isinstance(found, RunningSystem)  # noqa: S101 - put there above
    return found


@asynccontextmanager
async def visitor(url: str, person: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Yield a browser-like client, signed in as one of the sandbox's persons if one is named."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Accept": "text/html"}) as http:
        if person:
            async with http.get(f"{url}/auth/login?login_hint={person}&next=/") as response:
                response.raise_for_status()
        yield http
