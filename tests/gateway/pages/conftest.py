"""Gateways with nothing and with the real qa behind them, and browsers without scripts."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from services.qa.app import create_app
from services.qa.directory.service import apply_directory
from shared.ids import new_id
from tests.gateway.conftest import MakeGateway
from tests.gateway.pages.working import StaffUpstream, Worker
from tests.services.qa.directory import directory
from tests.services.qa.settings import qa_settings
from tests.services.qa.support import RunningQa
from tests.support.databases import drop_database
from tests.support.pages import PageClient, create_lonely_gateway, visitor
from tests.support.serving import serving
from tests.support.tokens import verifier


@pytest.fixture(scope="module")
async def lonely_gateway() -> AsyncIterator[str]:
    async with serving(create_lonely_gateway()) as base:
        yield base


@pytest.fixture
async def client(lonely_gateway: str) -> AsyncIterator[PageClient]:
    async with visitor(lonely_gateway) as client:
        yield client


@pytest.fixture(scope="session")
async def qa_behind_pages(mongodb_uri: str, redis_url: str) -> AsyncIterator[RunningQa]:
    own_redis = redis_url.rsplit("/", 1)[0] + "/10"
    settings = qa_settings(mongodb_uri, own_redis, f"test_pages_{new_id()}")
    app = create_app(settings)
    async with serving(app) as url, aiohttp.ClientSession() as http:
        app.state.callers = verifier()
        await apply_directory(app.state.runtime, directory())
        yield RunningQa(url, app.state.runtime, http)
    await drop_database(settings.mongodb_uri, settings.database)


@pytest.fixture(scope="session")
async def working_gateway(
    make_gateway: MakeGateway, qa_behind_pages: RunningQa
) -> AsyncIterator[str]:
    auth = StaffUpstream()
    auth.reset()
    async with (
        serving(auth.app()) as auth_url,
        make_gateway(auth_url=auth_url, qa_url=qa_behind_pages.url) as base,
    ):
        yield base


@pytest.fixture
async def worker(working_gateway: str, qa_behind_pages: RunningQa) -> AsyncIterator[Worker]:
    """Somebody of the console, before a qa without questions."""
    await qa_behind_pages.forget_everything()
    async with visitor(working_gateway) as client:
        yield Worker(client, qa_behind_pages)
