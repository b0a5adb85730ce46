"""The overlays, rendered once."""

from typing import Any

import pytest

from tests.k8s.rendering import rendered

Json = dict[str, Any]
OVERLAYS = ("prod", "dev")


@pytest.fixture(scope="session", params=OVERLAYS)
def objects(request: pytest.FixtureRequest) -> list[Json]:
    return rendered(request.param)


@pytest.fixture(scope="session")
def prod() -> list[Json]:
    return rendered("prod")


def of_kind(objects: list[Json], *kinds: str) -> dict[str, Json]:
    """Return the objects of some kinds by name."""
    return {one["metadata"]["name"]: one for one in objects if one["kind"] in kinds}
