"""A gateway with nothing behind it, and a browser without scripts in front."""

from collections.abc import AsyncIterator

import pytest

from tests.support.pages import PageClient, create_lonely_gateway, visitor
from tests.support.serving import serving


@pytest.fixture(scope="module")
async def lonely_gateway() -> AsyncIterator[str]:
    async with serving(create_lonely_gateway()) as base:
        yield base


@pytest.fixture
async def client(lonely_gateway: str) -> AsyncIterator[PageClient]:
    async with visitor(lonely_gateway) as client:
        yield client
