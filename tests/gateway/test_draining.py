"""SIGTERM under load, to a real process: nobody's request is dropped."""

import asyncio
import signal
import time
from dataclasses import dataclass, field

import aiohttp

from tests.gateway.conftest import Services
from tests.gateway.processes import GatewayProcess, gateway_process

ECHO = "/api/qa/v1/echo"
DRAIN_SECONDS = 1.6


@dataclass
class Load:
    """Clients behind a load balancer that asks for readiness ten times a second."""

    gateway: GatewayProcess
    is_ready: bool = True
    answered: int = 0
    closing: int = 0
    leaves_at: float = float("inf")
    """Until when new connections must be taken: a balancer slower than this drops its own."""
    dropped: list[str] = field(default_factory=list)

    async def balance(self, http: aiohttp.ClientSession) -> None:
        while self.is_ready:
            try:
                async with http.get(f"{self.gateway.inside}/readyz") as response:
                    self.is_ready = response.status == 200
            except aiohttp.ClientError:  # it has left already: this machine was slow
                self.is_ready = False
            await asyncio.sleep(0.1)

    async def call(self) -> None:
        """Call again and again over connections that are kept, as a proxy does."""
        async with aiohttp.ClientSession() as http:
            while self.is_ready:
                try:
                    async with http.post(f"{self.gateway.url}{ECHO}", data=b"{}") as response:
                        await response.read()
                        self.answered += response.status == 200
                        self.closing += response.headers.get("Connection") == "close"
                except aiohttp.ClientError as error:
                    is_refused = isinstance(error, aiohttp.ClientConnectorError)
                    if not is_refused or time.monotonic() < self.leaves_at:
                        self.dropped.append(repr(error))


async def test_a_gateway_leaves_without_dropping_a_request(
    services: Services, redis_url: str
) -> None:
    limits = dict.fromkeys(("limit_console", "limit_read"), "1000000/minute")
    async with (
        gateway_process(
            {**services.urls, "redis_url": redis_url}, drain_seconds=str(DRAIN_SECONDS), **limits
        ) as gateway,
        aiohttp.ClientSession() as http,
    ):
        load = Load(gateway)
        callers = [asyncio.create_task(load.call()) for _ in range(4)]
        slow = asyncio.create_task(_body(http, f"{gateway.url}/api/qa/v1/topics", "slow"))
        stream = asyncio.create_task(_body(http, f"{gateway.url}/api/qa/v1/forever"))
        await asyncio.sleep(0.5)
        load.leaves_at = time.monotonic() + DRAIN_SECONDS
        gateway.process.send_signal(signal.SIGTERM)
        await load.balance(http)
        await asyncio.gather(*callers)
        assert load.dropped == []
        assert load.answered > 10
        assert load.closing > 0
        assert (await stream).startswith(b"tick")  # ended as whole, so that it connects anew
        assert b"dat-dai" in await slow  # it took longer than the draining
        await asyncio.wait_for(gateway.process.wait(), 10)
    assert gateway.process.returncode in {0, -signal.SIGTERM}


async def _body(http: aiohttp.ClientSession, url: str, kind: str = "") -> bytes:
    async with http.get(url, headers={"X-Kind": kind}) as response:
        assert response.status == 200
        return await response.read()


async def test_a_second_signal_does_not_wait(services: Services, redis_url: str) -> None:
    urls = {**services.urls, "redis_url": redis_url}
    async with gateway_process(urls, drain_seconds="60") as gateway:
        gateway.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        assert gateway.process.returncode is None
        gateway.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(gateway.process.wait(), 20)
