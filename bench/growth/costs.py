"""Processor time and memory of what people do, by process: it says how many cores a province needs.

Unlike a throughput it hardly depends on what else the machine does.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import psutil
from rich.console import Console

from bench.issuer import issuing
from bench.questions import asking
from bench.questions.loading import loaded
from bench.stage import Stage
from bench.survey import rating
from bench.survey.loading import open_a_portal_for_each_unit
from bench.survey.places import new_survey_place
from bench.timing import Act
from services.survey.bootstrap import open_runtime

QUESTIONS = 3_000
_ROUNDS = 4
_READS = 100
_PROCESSES = {
    "gateway.app": "gateway",
    "services.qa.app": "service",
    "services.survey.app": "service",
    "secantusd": "database",
    "mongod": "database",
    "redis-server": "redis",
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a processor for one request, by process."""

    by_process: Mapping[str, float]

    @property
    def ours(self) -> float:
        """Of our own processes: what more of them can carry."""
        return self.by_process.get("gateway", 0) + self.by_process.get("service", 0)


async def costs(stage: Stage, console: Console) -> tuple[dict[str, Cost], dict[str, float]]:
    """Return the cost of each thing people do, and each process's memory in MB afterwards."""
    async with issuing() as issuer, aiohttp.ClientSession() as http:
        place = await loaded(stage, QUESTIONS, console)
        answers = {**place.environment, "AUTH_URL": issuer.url}
        qa = await stage.web("qa-cost", "services.qa.app:create_app", answers)
        door = await asking.gateway(stage, "cost", qa, issuer)
        rated = await new_survey_place(stage, "bench_costs")
        async with open_runtime(rated.settings) as survey:
            await open_a_portal_for_each_unit(survey)
        counts = {**rated.environment, "AUTH_URL": issuer.url}
        url = await stage.web("survey-cost", "services.survey.app:create_app", counts)
        rating_door = await rating.gateway(stage, "rating-cost", url, issuer)
        lists = f"{door}/api/qa/v1/questions"
        acts = {
            "ask": (asking.asks(http, door), asking.REQUESTS),
            "rate": (rating.rates(http, rating_door), rating.REQUESTS),
            "browse": (_reads(http, f"{lists}?limit=20"), _READS),
            "search": (_reads(http, f"{lists}?q=giay khai sinh&limit=20"), _READS),
        }
        found = {}
        for name, (act, requests) in acts.items():
            with console.status(name):
                found[name] = await _cost(act, requests)
        return found, _memory()


def _reads(http: aiohttp.ClientSession, url: str) -> Act:
    async def act() -> None:
        for _ in range(_READS):
            async with http.get(url) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{answer.status} {body[:300]!r}")

    return act


async def _cost(act: Act, requests: int) -> Cost:
    await act()
    before = _seconds()
    for _ in range(_ROUNDS):
        await act()
    spent = _seconds()
    done = requests * _ROUNDS
    return Cost({name: (spent[name] - before[name]) * 1_000 / done for name in spent})


def _seconds() -> Counter[str]:
    spent: Counter[str] = Counter()
    for name, process in _ours():
        times = process.cpu_times()
        spent[name] += times.user + times.system  # type: ignore[assignment]
    return spent


def _memory() -> dict[str, float]:
    used: dict[str, float] = {}
    for name, process in _ours():
        used[name] = max(used.get(name, 0), process.memory_info().rss / 1e6)
    return used


def _ours() -> list[tuple[str, psutil.Process]]:
    found = []
    for process in psutil.Process().children(recursive=True):
        command = " ".join(process.cmdline())
        names = [name for word, name in _PROCESSES.items() if word in command]
        if names:
            found.append((names[0], process))
    return found
