"""Health for all, readiness and counters for those inside."""

import asyncio
from urllib.parse import urlsplit

import aiohttp
import pytest

from dev.ports import free_ports
from tests.gateway.conftest import MakeGateway


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}]
)
async def test_nobody_sees_them_through_a_proxy(
    gateway: str, http: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with http.get(f"{gateway}{path}", headers=headers) as response:
        assert response.status == 404
    async with http.get(f"{gateway}/healthz", headers=headers) as response:
        assert response.status == 200


async def test_outsiders_see_health_alone_and_a_port_of_its_own_the_rest(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    port = free_ports(1)[0]
    async with make_gateway(
        internal_networks="10.0.0.0/8", internal_port=port, internal_host="127.0.0.1"
    ) as gateway:
        for path, outside in (("/healthz", 200), ("/readyz", 404), ("/metrics", 404)):
            async with http.get(f"{gateway}{path}") as response:
                assert response.status == outside
            async with http.get(f"http://127.0.0.1:{port}{path}") as response:
                assert response.status == 200
        async with http.get(f"http://127.0.0.1:{port}/api/qa/v1/echo") as response:
            assert response.status == 404


async def test_what_does_not_answer_is_named(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async with make_gateway() as gateway, http.get(f"{gateway}/readyz") as response:
        assert response.status == 200
        assert await response.json() == {"status": "degraded", "failing": ["survey"]}
    async with (
        make_gateway(redis_url="redis://127.0.0.1:9/0") as gateway,
        http.get(f"{gateway}/readyz") as response,
    ):
        assert response.status == 200
        assert await response.json() == {"status": "degraded", "failing": ["survey", "redis"]}


@pytest.mark.parametrize(
    ("path", "route"),
    [("/api/qa/v1/echo", "/api/qa/{path}"), ("/hoi-dap/tra-cuu", "/hoi-dap/tra-cuu")],
)
async def test_who_left_is_no_failure_of_ours(
    gateway: str, http: aiohttp.ClientSession, path: str, route: str
) -> None:
    async def count(status: int) -> float:
        async with http.get(f"{gateway}/metrics") as response:
            found = f'http_requests_total{{method="POST",route="{route}",status="{status}"}}'
            lines = (await response.text()).splitlines()
            return sum(float(line.split()[-1]) for line in lines if line.startswith(found))

    left, failed = await count(499), await count(500)
    host = urlsplit(gateway)
    _, writer = await asyncio.open_connection(host.hostname, host.port)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
    writer.write(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\na=1".encode())
    await asyncio.sleep(0.2)
    writer.transport.abort()
    async with asyncio.timeout(15):
        while await count(499) == left:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
    assert await count(500) == failed


async def test_with_every_service_away_it_is_not_ready(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    away = dict.fromkeys(("auth_url", "qa_url", "survey_url"), "http://127.0.0.1:9")
    async with make_gateway(**away) as gateway, http.get(f"{gateway}/readyz") as response:
        assert response.status == 503
        assert await response.json() == {
            "status": "unavailable",
            "failing": ["auth", "qa", "survey"],
        }
