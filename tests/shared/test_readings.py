"""Gauges are read when asked for, seldom enough, and say when they could not be read."""

import math

import pytest
from prometheus_client import REGISTRY, Gauge

from shared import readings
from shared.readings import Gauges

WAITING = Gauge("test_waiting", "For these tests")
AWAY = Gauge("test_away", "For these tests")


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def gauges(asked: list[str]) -> Gauges:
    async def waiting() -> float:
        asked.append("waiting")
        return 7.0

    async def away() -> float:
        asked.append("away")
        raise ConnectionError("0912345678")

    return Gauges(lambda: {WAITING: waiting, AWAY: away})


async def test_a_reading_that_fails_hides_no_other(gauges: Gauges) -> None:
    await gauges.refresh()
    assert REGISTRY.get_sample_value("test_waiting") == 7.0
    assert REGISTRY.get_sample_value("reading_failed", {"reading": "test_waiting"}) == 0
    away = REGISTRY.get_sample_value("test_away")
    assert away is not None
    assert math.isnan(away)
    assert REGISTRY.get_sample_value("reading_failed", {"reading": "test_away"}) == 1


async def test_the_stores_are_not_asked_at_every_scrape(
    gauges: Gauges, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await gauges.refresh()
    await gauges.refresh()
    assert len(asked) == 2
    monkeypatch.setattr(readings, "KEPT_SECONDS", 0.0)
    await gauges.refresh()
    assert len(asked) == 4
