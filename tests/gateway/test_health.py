"""Health for all, readiness and counters for those inside."""

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
