"""Tokens kept for some seconds: not asked for again, worth nothing on the call after a change."""

import asyncio
import time

import aiohttp
import pytest
import redis

from tests.gateway.conftest import COOKIE, MakeGateway, Services
from tests.gateway.upstreams import OFFICER_SESSION, headers_of
from tests.support.own_redis import own_redis

ECHO = "/api/qa/v1/echo"


@pytest.fixture
def marked(services: Services, redis_url: str) -> Services:
    """Services whose auth hands out marks."""
    store = redis.Redis.from_url(redis_url, decode_responses=True)
    store.flushdb()
    services.auth.redis = store
    return services


async def status(http: aiohttp.ClientSession, gateway: str, path: str = ECHO) -> int:
    async with http.get(f"{gateway}{path}", headers=COOKIE) as response:
        await response.read()
        return response.status


async def test_auth_is_asked_once(gateway: str, http, marked: Services) -> None:
    found = await asyncio.gather(*(status(http, gateway) for _ in range(3)))
    found += [await status(http, gateway) for _ in range(20)]
    assert set(found) == {200}
    assert marked.auth.exchanges <= 3


@pytest.mark.parametrize("attempt", range(3))
async def test_a_session_that_ended_is_refused_on_the_next_call(
    gateway: str, http, marked: Services, attempt: int
) -> None:
    assert await status(http, gateway) == 200
    del marked.auth.sessions[OFFICER_SESSION]
    marked.auth.change("officer1")
    assert await status(http, gateway) == 401
    assert await status(http, gateway) == 401


async def test_a_changed_role_counts_on_the_next_call(gateway: str, http, marked: Services) -> None:
    async def token() -> str:
        async with http.get(f"{gateway}{ECHO}", headers=COOKIE) as response:
            return headers_of(await response.json())["authorization"]

    first = await token()
    assert await token() == first
    marked.auth.change("officer1")
    assert await token() != first


async def test_a_flushed_redis_takes_every_kept_token_back(
    gateway: str, http, marked: Services
) -> None:
    assert await status(http, gateway) == 200
    del marked.auth.sessions[OFFICER_SESSION]
    assert marked.auth.redis is not None
    marked.auth.redis.flushdb()
    assert await status(http, gateway) == 401


async def test_without_redis_auth_is_asked_every_time(
    make_gateway: MakeGateway, http, services: Services
) -> None:
    with own_redis() as (url, process):
        services.auth.redis = redis.Redis.from_url(url, decode_responses=True)
        async with make_gateway(redis_url=url) as gateway:
            assert await status(http, gateway) == 200
            services.auth.redis = None
            process.kill()
            process.wait()
            del services.auth.sessions[OFFICER_SESSION]
            assert await status(http, gateway) == 401


async def test_a_persons_calls_count_whoever_keeps_the_token(
    make_gateway: MakeGateway, http, marked: Services
) -> None:
    async with make_gateway(limit_ask="3/minute") as gateway:
        found = []
        for _ in range(4):
            async with http.post(
                f"{gateway}/api/qa/v1/questions", json={}, headers=COOKIE
            ) as response:
                found.append(response.status)
    assert found == [200, 200, 200, 429]
    assert marked.auth.exchanges == 1


async def test_a_stream_nobody_vouches_for_ends_when_a_kept_token_would(
    make_gateway: MakeGateway, http, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.keeping.KEPT_SECONDS", 0.5)
    async with make_gateway() as gateway:  # one that keeps no token of an earlier test
        url = f"{gateway}/api/qa/v1/forever"
        async with http.get(url, headers=COOKIE) as response, http.get(url) as of_a_guest:
            assert response.status == 200
            async with asyncio.timeout(20):
                assert await response.content.read()
            assert await of_a_guest.content.readany()
            assert await of_a_guest.content.readany()


async def test_a_stream_ends_with_its_session(gateway: str, http, marked: Services) -> None:
    url = f"{gateway}/api/qa/v1/forever"
    async with http.get(url, headers=COOKIE) as response, http.get(url) as of_a_guest:
        assert await response.content.readany()
        begun = time.monotonic()
        marked.auth.change("officer1")
        async with asyncio.timeout(20):
            await response.content.read()  # to a proper end, so that the page connects anew
        assert time.monotonic() - begun < 15
        assert await of_a_guest.content.readany()
        assert await of_a_guest.content.readany()
