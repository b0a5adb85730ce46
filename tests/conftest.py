"""The real engines every test uses: one embedded MongoDB and Redis for the whole run.

`MONGODB_URI` and `REDIS_URL` in the environment point the tests at others.
"""

import os
from collections.abc import Iterator

import pytest

from tests.support.engines import Engines, running_engines
from tests.support.system import System, running_system


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """MongoDB and Redis, started at first use."""
    with running_engines(tmp_path_factory.mktemp("engines")) as engines:
        yield engines


@pytest.fixture(scope="session")
def mongodb_uri(engines: Engines) -> str:
    """Return the address of the MongoDB under test."""
    return os.environ.get("MONGODB_URI") or engines.mongodb_uri


@pytest.fixture(scope="session")
def redis_url(engines: Engines) -> str:
    """Return the address of the Redis under test."""
    return os.environ.get("REDIS_URL") or engines.redis_url


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Return the whole system, running as processes with demonstration data."""
    with running_system(tmp_path_factory.mktemp("system")) as system:
        yield system
