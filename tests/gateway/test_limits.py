"""Limits by group and sender, over real sockets and a real Redis, also one that stands still."""

import asyncio
import signal
import time
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
import redis

from gateway.groups import LIMITED
from gateway.limits import GroupLimits
from gateway.redis_line import RedisLine
from shared.ids import new_id
from tests.gateway.conftest import COOKIE, MakeGateway, Services, gateway_settings
from tests.gateway.upstreams import CITIZEN_SESSION
from tests.support.own_redis import own_redis
from tests.support.tokens import access_token

ECHO = "/api/qa/v1/echo"
JSON = {"Accept": "application/json"}
QUESTIONS = "/api/qa/v1/questions"


@pytest.fixture(autouse=True)
def forgotten(redis_url: str) -> None:
    """Let no test count for another."""
    redis.Redis.from_url(redis_url).flushdb()


async def ask(http: aiohttp.ClientSession, gateway: str, **headers: str) -> aiohttp.ClientResponse:
    async with http.post(f"{gateway}{QUESTIONS}", json={}, headers=headers) as response:
        await response.read()
        return response


async def test_a_limit_reached_says_when_to_come_back(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(limit_ask="2/minute;100/day") as gateway:
        first, second = [await ask(http, gateway) for _ in range(2)]
        assert (first.status, second.status) == (200, 200)
        assert first.headers["RateLimit-Policy"] == '"ask";q=2;w=60, "ask";q=100;w=86400'
        assert first.headers["RateLimit"] == '"ask";r=1;t=60'
        assert second.headers["RateLimit"].startswith('"ask";r=0;t=')
        async with http.post(f"{gateway}{QUESTIONS}", json={}) as refused:
            problem = await refused.json()
        assert refused.status == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert problem["type"].endswith("/problems/too-many-requests")
        assert problem["limit"] == "2 per 1 minute"
        async with http.get(f"{gateway}{ECHO}") as other_group:
            assert other_group.status == 200


async def test_what_reaches_no_service_is_not_held_against_its_sender(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    limits = {"limit_ask": "2/minute", "limit_rate": "2/minute"}
    async with make_gateway(**limits) as gateway:  # survey is away, qa is there
        rating = f"{gateway}/api/survey/v1/responses"
        found = []
        for _ in range(5):
            async with http.post(rating, json={}) as response:
                found.append(response.status)
        assert found == [503] * 5
        assert [(await ask(http, gateway)).status for _ in range(3)] == [200, 200, 429]
    async with make_gateway(**limits, qa_url=services.urls["survey_url"]) as gateway:
        assert (await ask(http, gateway)).status == 429  # a refusal gives nothing back


async def test_a_browser_sees_a_page(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(limit_ask="1/minute") as gateway:
        await ask(http, gateway)
        headers = {"Accept": "text/html", "Origin": "http://127.0.0.1:8080"}
        async with http.post(f"{gateway}/hoi-dap/gui", headers=headers) as refused:
            assert refused.status == 429
            assert "Retry-After" in refused.headers
            assert "<!doctype html>" in await refused.text()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/auth/login?next=/"), ("GET", "/auth/callback?state=x&code=y"),
        ("GET", "/auth/callback/sso?state=x"), ("POST", "/auth/backchannel-logout"),
        ("GET", "/auth/session"), ("POST", "/auth/logout"),
    ],
)  # fmt: skip
async def test_n68_signing_in_and_out_is_limited(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, method: str, path: str
) -> None:
    async with make_gateway(limit_sign_in="2/minute") as gateway:
        found = []
        for _ in range(3):
            async with http.request(
                method, f"{gateway}{path}", headers=JSON, allow_redirects=False
            ) as response:
                found.append(response.status)
        assert found[2] == 429
        assert 429 not in found[:2]
        assert 0 < int(response.headers["Retry-After"]) <= 60


async def test_n68_asking_for_machines_tokens_is_limited(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(limit_token="1/minute") as gateway:
        for status in (200, 429):
            async with http.post(f"{gateway}/api/auth/v1/token", json={}) as response:
                assert response.status == status
        assert 0 < int(response.headers["Retry-After"]) <= 60


async def test_people_and_machines_count_for_themselves(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: object
) -> None:
    machine = access_token("client:lgsp", kind="client", scope="")
    async with make_gateway(limit_ask="1/minute", limit_machine="2/minute") as gateway:
        statuses = {
            "guest": [(await ask(http, gateway)).status for _ in range(2)],
            "officer": [(await ask(http, gateway, **COOKIE)).status for _ in range(2)],
            "citizen": [
                (await ask(http, gateway, Cookie=f"langnghe_session={CITIZEN_SESSION}")).status
            ],
            "machine": [
                (await ask(http, gateway, Authorization=f"Bearer {machine}")).status
                for _ in range(3)
            ],
        }
    assert statuses == {
        "guest": [200, 429], "officer": [200, 429], "citizen": [200], "machine": [200, 200, 429],
    }  # fmt: skip


async def test_a_made_up_address_counts_for_nothing(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(limit_ask="2/minute") as gateway:
        found = [
            (await ask(http, gateway, **{"X-Forwarded-For": f"9.9.9.{n}"})).status for n in range(4)
        ]
        found += [
            (await ask(http, gateway, **{"X-Forwarded-For": f"9.9.9.{n}:80"})).status
            for n in range(2)
        ]
    assert found == [200, 200, 429, 429, 429, 429]


async def test_a_trusted_proxy_names_the_address(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(limit_ask="1/minute", trusted_proxies="127.0.0.0/8") as gateway:
        chains = ["1.1.1.1", "2.2.2.2", "1.1.1.1", "3.3.3.3, 2.2.2.2", "2001:db8::1, 127.0.0.9"]
        chains += ["2001:db8::ffff, 127.0.0.9"]
        found = [(await ask(http, gateway, **{"X-Forwarded-For": c})).status for c in chains]
    assert found == [200, 200, 429, 429, 200, 429]


async def test_stale_cookies_are_counted(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(limit_ask="2/minute") as gateway:
        found = [
            (await ask(http, gateway, Cookie=f"langnghe_session=guess-{new_id()}")).status
            for _ in range(3)
        ]
    assert found == [401, 401, 429]


async def test_who_guesses_sessions_is_not_looked_up_for_ever(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    async with make_gateway(limit_guesses="3/minute") as gateway:
        found = []
        for path in (ECHO, "/problems/forbidden", ECHO, ECHO, "/problems/forbidden"):
            guess = {"Cookie": f"langnghe_session=guess-{new_id()}"}
            async with http.get(f"{gateway}{path}", headers=guess) as response:
                found.append(response.status)
        assert found == [401, 200, 401, 429, 429]
        assert services.auth.exchanges == 3
        async with http.get(f"{gateway}{ECHO}") as response:
            assert response.status == 200


async def test_a_redis_that_stands_still_stops_nobody(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    with own_redis() as (url, process):
        async with make_gateway(
            redis_url=url, limit_ask="2/minute", redis_pause_seconds=0.5
        ) as gateway:
            assert (await ask(http, gateway)).status == 200
            process.send_signal(signal.SIGSTOP)
            begun = time.monotonic()
            seconds = await asyncio.gather(*(_health_seconds(http, gateway) for _ in range(60)))
            statuses = [(await ask(http, gateway)).status for _ in range(3)]
            assert time.monotonic() - begun < 8.0
            assert statuses == [200, 200, 429]  # counted in the process
            # One after another, waiting 0.2 s each for Redis, the sixty would take 12 s.
            assert max(seconds) < 6.0
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.6)
            assert (await ask(http, gateway)).status == 200


async def _health_seconds(http: aiohttp.ClientSession, gateway: str) -> float:
    begun = time.monotonic()
    async with http.get(f"{gateway}{ECHO}") as response:
        assert response.status == 200
    return time.monotonic() - begun


async def test_without_redis_limits_hold_in_the_process(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway(redis_url="redis://127.0.0.1:9/0", limit_ask="2/minute") as gateway:
        found = [await ask(http, gateway) for _ in range(3)]
    assert [response.status for response in found] == [200, 200, 429]
    assert found[0].headers["RateLimit"].startswith('"ask";r=1')


async def test_nothing_in_redis_names_the_sender(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, redis_url: str, services: object
) -> None:
    async with make_gateway() as gateway:
        await ask(http, gateway)
        await ask(http, gateway, **COOKIE)
    keys = b" ".join(redis.Redis.from_url(redis_url).keys("limits*"))
    assert b"ask" in keys
    assert b"127.0.0.1" not in keys
    assert b"officer1" not in keys


def test_every_group_has_its_limit_declared() -> None:
    declared = GroupLimits(gateway_settings())
    assert all(declared.of(group) for group in LIMITED)


def test_an_unreadable_limit_stops_the_start() -> None:
    with pytest.raises(ValueError, match="couldn't parse"):
        gateway_settings(limit_ask="many")


async def test_a_redis_that_stands_still_is_asked_seldom_and_by_one_alone(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    run = RedisLine.run

    async def noted(line: RedisLine, *arguments: Any) -> Any:
        asked.append(time.monotonic())
        return await run(line, *arguments)

    with own_redis() as (url, process):
        async with make_gateway(
            redis_url=url, redis_pause_seconds=0.5, limit_console="100000/minute"
        ) as gateway:
            await _health_seconds(http, gateway)
            process.send_signal(signal.SIGSTOP)
            monkeypatch.setattr(RedisLine, "run", noted)
            answered, stopped = 0, time.monotonic()
            while time.monotonic() - stopped < 2.0:
                await asyncio.gather(*(_health_seconds(http, gateway) for _ in range(3)))
                answered += 3
            process.send_signal(signal.SIGCONT)
    # The first three meet it together; then one asks, for 0.2 s at most, and half a second later
    # another one.
    assert all(later - earlier > 0.4 for earlier, later in pairwise(asked[3:]))
    assert 1 <= len(asked) < answered
