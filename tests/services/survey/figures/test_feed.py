"""Following the figures: over HTTP, many listeners on one poller, ended in time."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from pymongo.errors import AutoReconnect

from services.survey.figures.feed import FiguresFeed
from shared.clock import now
from shared.contracts.survey.figures import FiguresChanged
from tests.services.survey.support import RunningSurvey
from tests.support.workers import until

PATH = "/api/survey/v1/figures/stream"


class Stream:
    """An open stream, read message by message."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def message(self, seconds: float = 30) -> dict[str, str]:
        """Return the fields of the next message."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(seconds):
            while line := (await self.response.content.readline()).decode():
                if line == "\n" and fields:
                    break
                name, _, value = line.strip().partition(":")
                if name:
                    fields[name] = value.strip()
        return fields

    async def changed(self) -> FiguresChanged:
        """Return what the next message says."""
        return FiguresChanged.model_validate_json((await self.message())["data"])


@asynccontextmanager
async def following(survey: RunningSurvey, leader: dict[str, str]) -> AsyncIterator[Stream]:
    """Yield an open stream."""
    async with survey.http.get(f"{survey.url}{PATH}", headers=leader) as response:
        assert response.status == 200
        yield Stream(response)


async def test_the_stream_begins_with_how_things_stand(survey):
    portal, leader = await survey.led_portal()
    figures = await survey.figures(leader, portal=portal)
    async with following(survey, leader) as stream:
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        assert stream.response.headers["Cache-Control"] == "no-cache"
        first = await stream.message()
    assert json.loads(first["data"])["revision"] == figures["revision"] == int(first["id"])
    assert int(first["retry"]) > 0


async def test_a_rating_is_told_to_everybody_who_follows(survey):
    portal, leader = await survey.led_portal()
    await survey.roll_up()
    async with following(survey, leader) as one, following(survey, leader) as two:
        before = [await one.changed(), await two.changed()]
        await survey.rate(portal)
        await survey.roll_up()
        after = [await one.changed(), await two.changed()]
    assert [changed.revision for changed in after] == [one.revision + 1 for one in before]
    figures = await survey.figures(leader, portal=portal)
    assert figures["revision"] == after[0].revision
    assert figures["responses"] == 1


async def test_nothing_is_told_when_nothing_changed(survey):
    _, leader = await survey.led_portal()
    await survey.roll_up()
    async with following(survey, leader) as stream:
        await stream.changed()
        await survey.roll_up()
        with_news = asyncio.create_task(stream.message(0.5))
        await asyncio.wait([with_news])
    assert isinstance(with_news.exception(), TimeoutError)


async def test_nobody_is_polled_for_when_nobody_listens(survey):
    _, leader = await survey.led_portal()
    async with following(survey, leader) as stream:
        await stream.changed()
        assert survey.runtime.feed._poller is not None

    async def is_idle() -> bool:
        return survey.runtime.feed._poller is None

    await until(is_idle)


class Source:
    """What a feed reads, for the tests that need no store."""

    def __init__(self) -> None:
        self.revision = 1
        self.reads = 0
        self.is_down = False

    async def read(self) -> FiguresChanged:
        """Return the present revision, or fail as a store that is away does."""
        self.reads += 1
        if self.is_down:
            raise AutoReconnect
        return FiguresChanged(revision=self.revision, as_of=now())


async def collect(feed: FiguresFeed, seconds: float) -> list[int]:
    return [changed.revision async for changed in feed.listen(seconds)]


async def hear(feed: FiguresFeed, told: list[int]) -> None:
    """Note revisions as they come, until the feed ends."""
    async for changed in feed.listen(60):
        told.append(changed.revision)  # noqa: PERF401 - as they come


async def all_have(heard: list[list[int]], revisions: list[int]) -> None:
    """Wait until every listener has heard of these."""

    async def is_so() -> bool:
        return heard == [revisions] * len(heard)

    await until(is_so)


async def test_many_listeners_cost_one_reading():
    source = Source()
    feed = FiguresFeed(source.read, 0.02)

    heard: list[list[int]] = [[] for _ in range(50)]
    listeners = [asyncio.create_task(hear(feed, told)) for told in heard]
    await all_have(heard, [1])
    source.revision = 2
    await all_have(heard, [1, 2])
    feed.end()
    await asyncio.gather(*listeners)
    assert source.reads < len(listeners)


async def test_a_listener_is_let_go_in_time():
    begun = time.monotonic()
    assert await collect(FiguresFeed(Source().read, 0.02), 0.2) == [1]
    assert 0.15 < time.monotonic() - begun < 5


async def test_ending_ends_all_at_once_and_for_good():
    feed = FiguresFeed(Source().read, 0.02)
    listeners = [asyncio.create_task(collect(feed, 60)) for _ in range(3)]
    await asyncio.sleep(0.1)
    feed.end()
    assert await asyncio.wait_for(asyncio.gather(*listeners), 10) == [[1]] * 3
    assert await collect(feed, 60) == []


async def test_a_store_that_is_away_is_waited_for():
    source = Source()
    source.is_down = True
    feed = FiguresFeed(source.read, 0.02)
    heard: list[list[int]] = [[]]
    listener = asyncio.create_task(hear(feed, heard[0]))
    await asyncio.sleep(0.1)
    source.is_down = False
    await all_have(heard, [1])
    feed.end()
    await listener


async def test_a_late_listener_hears_of_the_present():
    source = Source()
    feed = FiguresFeed(source.read, 0.02)
    await collect(feed, 0.1)
    source.revision = 7
    heard: list[list[int]] = [[]]
    listener = asyncio.create_task(hear(feed, heard[0]))
    await all_have(heard, [7])
    feed.end()
    await listener
