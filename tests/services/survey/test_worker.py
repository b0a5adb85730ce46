"""The real path of a rating: HTTP, nudge, Celery worker, roll-up, stream to a leader."""

import asyncio
import time

import aiohttp
import pytest

from services.survey import worker
from services.survey.app import create_app
from shared.ids import new_id
from tests.services.survey.figures.test_feed import following
from tests.services.survey.figures.test_kill import environment_of
from tests.services.survey.settings import survey_settings
from tests.services.survey.support import RunningSurvey
from tests.support.databases import drop_database
from tests.support.serving import serving
from tests.support.tokens import verifier
from tests.support.workers import BEAT, QUIET, WORKER, celery_process

APP = "services.survey.worker:app"
WORKER_OF_SURVEY = (*WORKER, *QUIET, "-Q", "survey")
LIMIT_SECONDS = 2.0


def test_the_beat_table():
    assert worker.tasks.beat["survey.roll_up"] == 1.0
    assert {"survey.recheck_yesterday", "survey.resync_directory"} < worker.tasks.beat.keys()


@pytest.fixture(scope="module")
def settings(mongodb_uri, redis_url):
    own_redis = redis_url.rsplit("/", 1)[0] + "/8"
    return survey_settings(mongodb_uri, own_redis, f"test_survey_{new_id()}")


@pytest.fixture(scope="module")
async def running(settings, survey):
    """Return a survey service of its own, since its worker rolls up whenever it likes."""
    app = create_app(settings)
    async with serving(app) as url, aiohttp.ClientSession() as http:
        app.state.callers = verifier()
        yield RunningSurvey(url, app.state.runtime, http)
    await survey.runtime.mongo.open()  # the documents are bound to the last one opened
    await drop_database(settings.mongodb_uri, settings.database)


async def seconds_until_told(running: RunningSurvey, ratings: int) -> list[float]:
    """Return how long after each rating a leader who follows hears of it and sees it."""
    portal, leader = await running.led_portal()
    waits = []
    async with following(running, leader) as stream:
        await stream.changed()
        for number in range(ratings):
            begun = time.monotonic()
            assert (await running.rate(portal)).status == 201
            figures = {"responses": number}
            while figures["responses"] == number:
                await stream.changed()
                figures = await running.figures(leader, portal=portal)
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(0.3)
    return waits


async def test_a_leader_hears_of_a_rating_within_two_seconds(running, settings, tmp_path):
    async with celery_process(
        APP, (*WORKER, *QUIET, "-Q", "survey"), environment_of(settings), tmp_path
    ):
        waits = await seconds_until_told(running, 5)
    assert sorted(waits)[1] < LIMIT_SECONDS  # a stall of the machine is not ours; bench/ measures


@pytest.mark.system
async def test_beat_alone_is_enough(running, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(running.runtime, "roll_up_soon", lambda: None)
    environment = environment_of(settings)
    async with (
        celery_process(APP, WORKER_OF_SURVEY, environment, tmp_path),
        celery_process(APP, BEAT, environment, tmp_path),
    ):
        waits = await seconds_until_told(running, 4)
    assert sorted(waits)[1] < LIMIT_SECONDS + 1
