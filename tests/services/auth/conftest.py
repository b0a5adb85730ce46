"""Auth with its sandbox over real HTTP on the engines of the run, one for all its tests."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from dev.ports import free_ports
from services.auth import seeds
from services.auth.app import create_app
from services.auth.keys import service as keys
from services.auth.sandbox.app import create_app as create_sandbox
from shared.ids import new_id
from tests.services.auth.other_provider import OtherProvider, serving_other
from tests.services.auth.settings import auth_settings, sandbox_settings
from tests.services.auth.support import Browser, Stage
from tests.support.cutting import Line, line_to
from tests.support.databases import drop_database
from tests.support.serving import serving


@pytest.fixture(scope="session")
async def mongodb_line(mongodb_uri: str) -> AsyncIterator[Line]:
    """Return auth's line to MongoDB, for tests that cut it."""
    async with line_to(urlsplit(mongodb_uri).port or 27017) as line:
        yield line


@pytest.fixture(scope="session")
async def stage(
    mongodb_uri: str, mongodb_line: Line, redis_url: str, other_provider: OtherProvider
) -> AsyncIterator[Stage]:
    """Return the running services, seeded with the demonstration's directory."""
    auth_port, sandbox_port = free_ports(2)
    url, sandbox_url = (f"http://127.0.0.1:{port}" for port in (auth_port, sandbox_port))
    settings = auth_settings(
        f"mongodb://127.0.0.1:{mongodb_line.port}",
        redis_url.rsplit("/", 1)[0] + "/5",
        f"test_auth_{new_id()}",
        public_url=url,
        auth_url=url,
        oidc_issuer=sandbox_url,
        oidc_renew_minutes=15,
        oidc_others=[other_provider.registration(url)],
    )
    app, sandbox = create_app(settings), create_sandbox(sandbox_settings(sandbox_url, url))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_RELOAD_SECONDS", 86_400.0)  # tests of keys exchange them meanwhile
        async with (
            serving(sandbox, sandbox_port),
            serving(app, auth_port),
            aiohttp.ClientSession() as http,
        ):
            await seeds.seed(app.state.runtime)
            state = sandbox.state.sandbox
            yield Stage(url, sandbox_url, app, state, http, mongodb_line, other_provider)
    await drop_database(mongodb_uri, settings.database)


@pytest.fixture(scope="session")
async def other_provider() -> AsyncIterator[OtherProvider]:
    """Return a provider that is not ours, beside the sandbox."""
    async with serving_other() as provider:
        yield provider


@pytest.fixture
async def keeping(stage: Stage) -> AsyncIterator[Stage]:
    """Return the services for a test that changes the directory; it is put back at the end."""
    before = await directory_rows(stage)
    yield stage
    for name, rows in (await directory_rows(stage)).items():
        collection = stage.runtime.mongo.database[name]
        if added := sorted(rows.keys() - before[name].keys()):
            await collection.delete_many({"_id": {"$in": added}})
        for row_id, row in before[name].items():
            if rows.get(row_id) != row:
                await collection.replace_one({"_id": row_id}, row, upsert=True)


async def directory_rows(stage: Stage) -> dict[str, dict[str, Any]]:
    """Return everything the directory holds, by collection and id."""
    database = stage.runtime.mongo.database
    names = ("units", "people", "identities", "calendars", "record_versions")
    return {
        name: {row["_id"]: row for row in await database[name].find().to_list()} for name in names
    }


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[Browser]:
    """Return a browser without cookies."""
    async with stage.browser() as browser:
        yield browser


@pytest.fixture
async def keeper(keeping: Stage) -> AsyncIterator[Browser]:
    """Return a browser signed in there as the administrator, its token in every request."""
    async with keeping.browser() as browser:
        await browser.sign_in("admin1")
        browser.http.headers.update(await keeping.bearer_of(browser))
        yield browser
