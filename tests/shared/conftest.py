"""What the tests of shared technique start from."""

from collections.abc import AsyncIterator

import pytest

from shared.mongo import Mongo
from tests.support.databases import opened_mongo


@pytest.fixture
async def mongo(mongodb_uri: str) -> AsyncIterator[Mongo]:
    """Return an opened, empty database."""
    async with opened_mongo(mongodb_uri) as opened:
        yield opened
