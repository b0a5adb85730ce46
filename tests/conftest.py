"""The real engines every test uses: one embedded MongoDB and Redis for the whole run.

`MONGODB_URI` and `REDIS_URL` in the environment point the tests at others.

Several processes may share the run (`make test`): a file's tests stay in one of them, and all that
runs the whole system or a browser stays in one, since two systems would starve each other. Pages
that are tried on real services come before the services' own tests: the documents of a process
belong to the application that was made last.
"""

import os
from collections.abc import Iterator

import pytest

from tests.support.engines import Engines, running_engines
from tests.support.system import System, running_system

_FIRST = (
    ("tests/compose/test_processes", "tests/dev/", "tests/e2e/", "tests/system/"),
    ("tests/gateway/pages/",),
)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what needs an engine; say which tests stay in one process, and which come first.

    Files come one after the other and their tests as they are written, whatever fixtures they
    share. What runs other processes or a browser has a second try, which the summary names: a
    neighbour that takes the machine away for seconds says nothing about the code.
    """
    written = {item: index for index, item in enumerate(items)}
    for item in items:
        if "engines" in getattr(item, "fixturenames", ()):
            item.add_marker("engines")
        if item.get_closest_marker("system") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        place = _place(item)
        group = item.nodeid.partition("::")[0] if place == len(_FIRST) else f"first {place}"
        item.add_marker(pytest.mark.xdist_group(group))
    yield
    items.sort(key=lambda item: (_place(item), str(item.path), written[item]))


def _place(item: pytest.Item) -> int:
    """Return when a test comes: the index of its folder in `_FIRST`, else after all of them."""
    found = (place for place, names in enumerate(_FIRST) if item.nodeid.startswith(names))
    return next(found, len(_FIRST))


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
