"""What the dashboard and the alert rules read is told by the running processes, with its labels."""

from collections import defaultdict

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.architecture.test_watching import GROUPS, PROMETHEUS_OWN, SCRAPED, expressions, named
from tests.support.people import person
from tests.support.system import System

pytestmark = pytest.mark.system

PROCESSES = ("gateway", "auth", "qa", "survey", "worker", "beat")


def scraped(system: System) -> dict[str, set[str]]:
    """Return the labels of every series that some process tells."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in PROCESSES:
        url = system.public_url if name == "gateway" else system.running.url(name)
        answer = requests.get(f"{url}/metrics", timeout=20)
        assert answer.status_code == 200, name
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                found[sample.name] |= set(sample.labels)
    return found


async def test_every_series_that_is_watched_is_told(system: System) -> None:
    async with person(system.public_url) as guest:
        await guest.get("/api/qa/v1/questions")
    told = scraped(system)
    for expression in expressions():
        series = named(expression) - PROMETHEUS_OWN.keys()
        assert series <= told.keys(), expression
        grouped = {one.strip() for group in GROUPS.findall(expression) for one in group.split(",")}
        assert grouped - SCRAPED <= set().union(*(told[name] for name in series)), expression
