"""A given MongoDB or Redis is asked before anything relies on it."""

import pytest

from dev import given_stores
from dev.given_stores import refuse_silent_mongodb, refuse_silent_redis
from dev.ports import free_ports
from dev.problems import DevelopmentProblem


async def test_stores_that_answer_are_taken(mongodb_uri: str, redis_url: str) -> None:
    await refuse_silent_mongodb(mongodb_uri)
    await refuse_silent_redis(redis_url)


@pytest.mark.parametrize("uri", ["mongodb://127.0.0.1:{port}/", "not an address"])
async def test_a_silent_mongodb_is_named(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_stores, "LIMIT_SECONDS", 0.2)
    with pytest.raises(DevelopmentProblem, match="MONGODB_URI is set, but nothing usable"):
        await refuse_silent_mongodb(uri.format(port=free_ports(1)[0]))


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{port}/0", "not an address"])
async def test_a_silent_redis_is_named(url: str) -> None:
    with pytest.raises(DevelopmentProblem, match="REDIS_URL is set, but nothing usable"):
        await refuse_silent_redis(url.format(port=free_ports(1)[0]))
