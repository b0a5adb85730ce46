"""The questions service over real HTTP on the engines of the run, one for all its tests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from services.qa.app import create_app
from services.qa.directory.service import apply_directory
from services.qa.settings import QaSettings
from shared.ids import new_id
from tests.services.qa.directory import directory
from tests.services.qa.settings import qa_settings
from tests.services.qa.support import RunningQa
from tests.support.databases import drop_database
from tests.support.mail_relay import MailRelay, running_relay
from tests.support.serving import serving
from tests.support.tokens import verifier


@pytest.fixture(scope="session")
async def relay_of_qa() -> AsyncIterator[MailRelay]:
    """Return the SMTP server that qa of these tests sends to."""
    async with running_relay() as running:
        yield running


@pytest.fixture(scope="session")
def settings_of_qa(mongodb_uri: str, redis_url: str, relay_of_qa: MailRelay) -> QaSettings:
    """Return settings with a database and a broker of their own."""
    own_redis = redis_url.rsplit("/", 1)[0] + "/5"
    return qa_settings(mongodb_uri, own_redis, f"test_qa_{new_id()}", relay_of_qa.port)


@pytest.fixture(scope="session")
async def qa_of_the_run(settings_of_qa: QaSettings) -> AsyncIterator[RunningQa]:
    """Return the running service with its directory."""
    app = create_app(settings_of_qa)
    async with serving(app) as url, aiohttp.ClientSession() as http:
        app.state.callers = verifier()
        await apply_directory(app.state.runtime, directory())
        yield RunningQa(url, app.state.runtime, http)
    await drop_database(settings_of_qa.mongodb_uri, settings_of_qa.database)


@pytest.fixture
async def qa(qa_of_the_run: RunningQa) -> RunningQa:
    """Return the running service without questions."""
    await qa_of_the_run.forget_everything()
    return qa_of_the_run


@pytest.fixture
async def relay(relay_of_qa: MailRelay) -> MailRelay:
    """Return the SMTP server, without mails and in a good mood."""
    relay_of_qa.start_anew()
    return relay_of_qa
