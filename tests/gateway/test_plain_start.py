"""`uvicorn gateway.app:create_app --factory` and nothing else serves, limits and leaves alike."""

import asyncio
import json
import signal

import aiohttp
import redis

from tests.gateway.conftest import COOKIE, Services
from tests.gateway.processes import gateway_process
from tests.gateway.raw import get, raw_request
from tests.gateway.test_smuggling import ATTEMPTS

ECHO = "/api/qa/v1/echo"
SENT = {**COOKIE, "Origin": "http://127.0.0.1:8080"}
QUESTIONS = "/api/qa/v1/questions"


async def test_a_gateway_started_plainly_is_whole(services: Services, redis_url: str) -> None:
    redis.Redis.from_url(redis_url).flushdb()
    urls = {**services.urls, "redis_url": redis_url}
    settings = {"limit_ask": "3/minute", "drain_seconds": "0.3"}
    async with (
        gateway_process(urls, is_plain=True, **settings) as gateway,
        aiohttp.ClientSession() as http,
    ):
        await _serves(http, gateway.url)
        found = []
        for number in range(5):
            spoofed = {"X-Forwarded-For": f"9.9.9.{number}"}
            async with http.post(f"{gateway.url}{QUESTIONS}", json={}, headers=spoofed) as response:
                found.append(response.status)
        assert found == [200, 200, 200, 429, 429]
        for name in ("length and coding", "two hosts", "two codings", "no host", "version"):
            answer = await raw_request(gateway.url, ATTEMPTS[name])
            assert answer.startswith(b"HTTP/1.1 400 "), name
        answer = await raw_request(gateway.url, get("/readyz", "X-Forwarded-For: 127.0.0.1"))
        assert answer.startswith(b"HTTP/1.1 404 ")
        gateway.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.1)
        async with http.get(f"{gateway.url}{ECHO}") as response:
            assert (response.status, response.headers["Connection"]) == (200, "close")
        await asyncio.wait_for(gateway.process.wait(), 10)


async def _serves(http: aiohttp.ClientSession, url: str) -> None:
    async with http.post(f"{url}{ECHO}", data=b"x" * 60_000, headers=SENT) as response:
        arrived = json.loads(await response.read())
        assert arrived["size"] == 60_000
        assert "authorization" in dict(arrived["headers"])
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with http.get(f"{url}/") as response:
        assert response.status == 200
        assert "<!doctype html>" in await response.text()
    async with http.get(f"{url}/api/qa/v1/events/stream") as response:
        assert (await response.read()).count(b"data:") == 2
    async with http.get(f"{url}/api/qa/v1/large?size=3000000") as response:
        assert len(await response.read()) == 3_000_000 // 65_536 * 65_536
