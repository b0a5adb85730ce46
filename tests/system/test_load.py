"""Every step that `make load` takes works, and what it saw becomes a report."""

import re
from pathlib import Path

import pytest

from dev.load.report import verdict, write_report
from dev.load.running import Outcome, Stage, Use
from dev.load.visits import Sample, Visits
from dev.people import Person
from tests.support.system import System

pytestmark = pytest.mark.system


async def test_each_step_is_served(system: System, tmp_path: Path) -> None:
    visits = Visits(system.public_url, seed=7)
    await visits.look_around()
    async with Person(system.public_url) as visitor, Person(system.public_url) as officer:
        for _, name, step in visits.of_a_visitor(visitor):
            await visits.take(name, step)
        await officer.sign_in("officer1")
        for _, name, step in visits.of_an_officer(officer):
            await visits.take(name, step)
        await officer.sign_in("leader1")
        assert await officer.page("/lanh-dao") > 1_000
    assert [one for one in visits.samples if one.failure] == []
    assert len(visits.samples) == 10
    seen = stage(0.1, visits.samples)
    write_report(outcome([seen], seen), tmp_path / "load.html")
    page = (tmp_path / "load.html").read_text("utf-8")
    assert all(one.name in page for one in visits.samples)
    assert re.search(r"100 visitors, 20 officers and 2 leaders", page)
    for name in ("waits", "rate", "memory"):
        assert (tmp_path / f"load-{name}.svg").read_text("utf-8").startswith("<svg")


def stage(share: float, samples: list[Sample], processors: float = 0.2) -> Stage:
    return Stage(share, 10.0, samples, {"gateway": Use(processors, 100_000_000)})


def outcome(ramp: list[Stage], held: Stage, sizes: tuple[int, ...] = (100,) * 8) -> Outcome:
    memory = [(float(at), size * 1_000_000) for at, size in enumerate(sizes)]
    return Outcome(ramp, held, {"gateway": memory}, 3)


def waits(*seconds: float, failure: str = "") -> list[Sample]:
    return [Sample(0, "list of questions", one, failure) for one in seconds]


def test_the_limit_is_the_last_load_that_was_served_well() -> None:
    good, slow = stage(0.1, waits(0.1, 0.2)), stage(0.2, waits(0.1, 3.0), processors=1.9)
    found = outcome([good, slow], good)
    assert (found.limit, found.ended_it) == (good, slow)
    assert "100 visitors" in verdict(found)
    assert "gateway" in verdict(found)
    refused = stage(0.1, waits(0.1, failure="503"))
    assert outcome([refused], refused).limit is None


def test_memory_that_grows_is_seen() -> None:
    held = stage(0.1, waits(0.1))
    assert outcome([held], held).growth() == {"gateway": 0.0}
    grown = outcome([held], held, (100, 100, 100, 100, 100, 110, 120, 130))
    assert grown.growth()["gateway"] > 0.05
