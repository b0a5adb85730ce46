"""A gateway on a real socket, with small real services behind it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import redis
from fastapi import APIRouter

from gateway.app import create_app
from gateway.connections import PatientProtocol
from gateway.settings import GatewaySettings
from tests.gateway.upstreams import OFFICER_SESSION, SECRET, AuthUpstream, QaUpstream
from tests.support.serving import serving

COOKIE = {"Cookie": f"langnghe_session={OFFICER_SESSION}"}


def gateway_settings(**changed: Any) -> GatewaySettings:
    """Return settings for a gateway under test."""
    return GatewaySettings.model_validate(
        {"environment": "test", "service_secret": SECRET, **changed}
    )


@dataclass
class Services:
    """What stands behind the gateway; survey is away."""

    auth: AuthUpstream
    qa: QaUpstream
    urls: dict[str, str]


@pytest.fixture(scope="session")
async def running_services() -> AsyncIterator[Services]:
    auth, qa = AuthUpstream(), QaUpstream()
    async with serving(auth.app()) as auth_url, serving(qa.app()) as qa_url:
        urls = {"auth_url": auth_url, "qa_url": qa_url, "survey_url": "http://127.0.0.1:9"}
        yield Services(auth, qa, urls)


@pytest.fixture
def services(running_services: Services) -> Services:
    running_services.auth.reset()
    running_services.qa.left.clear()
    running_services.qa.started.clear()
    return running_services


@pytest.fixture(autouse=True)
def fresh_limits(redis_url: str) -> None:
    """Forget what earlier tests counted: hundreds of them call from one address in a minute."""
    with redis.Redis.from_url(redis_url) as counts:
        if found := list(counts.scan_iter("limits*", count=1_000)):
            counts.delete(*found)


MakeGateway = Callable[..., Any]


@pytest.fixture(scope="session")
def make_gateway(running_services: Services, redis_url: str) -> MakeGateway:
    """Return a context manager: a gateway with some settings changed, and a router of the test."""

    @asynccontextmanager
    async def make(router: APIRouter | None = None, **changed: Any) -> AsyncIterator[str]:
        settings = gateway_settings(**{**running_services.urls, "redis_url": redis_url, **changed})
        app = create_app(settings)
        if router is not None:
            app.include_router(router)
        async with serving(app, protocol=PatientProtocol) as url:
            yield url

    return make


@pytest.fixture(scope="session")
async def running_gateway(make_gateway: MakeGateway) -> AsyncIterator[str]:
    async with make_gateway() as url:
        yield url


@pytest.fixture
def gateway(running_gateway: str, services: Services) -> str:
    """The address of a gateway with ordinary settings."""
    return running_gateway


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser without memory: cookies are sent as headers."""
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=15)
    ) as session:
        yield session
