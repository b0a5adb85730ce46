"""The survey service over real HTTP on the engines of the run, one for all its tests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from services.survey.app import create_app
from services.survey.settings import SurveySettings
from shared.ids import new_id
from tests.services.survey.settings import survey_settings
from tests.services.survey.support import RunningSurvey
from tests.support.databases import drop_database
from tests.support.serving import serving
from tests.support.tokens import verifier


@pytest.fixture(scope="session")
def settings_of_survey(mongodb_uri: str, redis_url: str) -> SurveySettings:
    """Return settings with a database of their own."""
    own_redis = redis_url.rsplit("/", 1)[0] + "/7"
    return survey_settings(mongodb_uri, own_redis, f"test_survey_{new_id()}")


@pytest.fixture(scope="session")
async def survey(settings_of_survey: SurveySettings) -> AsyncIterator[RunningSurvey]:
    """Return the running service; tests open portals of their own in it."""
    app = create_app(settings_of_survey)
    async with serving(app) as url, aiohttp.ClientSession() as http:
        app.state.callers = verifier()
        yield RunningSurvey(url, app.state.runtime, http)
    await drop_database(settings_of_survey.mongodb_uri, settings_of_survey.database)
