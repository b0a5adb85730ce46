"""Figures of all portals over ninety days, at two sizes, as the leaders' page asks for them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import aiohttp
from rich.console import Console

from bench.issuer import Issuer, issuing
from bench.options import Options
from bench.questions.province import ROOT_UNIT
from bench.results import Result
from bench.stage import Stage
from bench.survey.loading import DAYS, loaded
from bench.timing import Act, Rounds, alternate
from shared.clock import today

_MILLISECONDS, _SLOWDOWN = 15.0, 1.3


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Ask for the same figures at both sizes in turns; both hold what they were loaded with."""
    sizes = (options.fewer, options.many)
    async with issuing() as issuer, aiohttp.ClientSession() as http:
        urls = {size: await _service(stage, size, issuer, console) for size in sizes}
        results = []
        for name, (more, bar) in ASKED.items():
            query = _span() | dict(more)
            sides = {
                f"{size:,}": [_asks(http, issuer, url, query, size)] for size, url in urls.items()
            }
            with console.status(name):
                rounds = await alternate(sides, options.rounds, options.repeats * 4)
            results += _told(name, rounds, sides, bar)
    return results


ASKED: Mapping[str, tuple[Mapping[str, str], float | None]] = {
    "figures of all portals, 90 days": ({}, _MILLISECONDS),
    "the same by week, beside the period before": ({"by": "week", "compare": "before"}, None),
}
"""What is asked for more, and within how many milliseconds at the larger size."""


def _told(name: str, rounds: Rounds, sides: Iterable[str], bar: float | None) -> list[Result]:
    few, many = sides
    timed = {side: rounds.timed(side) for side in (few, many)}
    spread = rounds.spread(many, few)
    slowdown = Result(name, rounds.ratio(many, few), " ×", _SLOWDOWN, spread=spread, timed=timed)
    if bar is None:
        return [slowdown]
    return [Result(name, timed[many].median, " ms", bar), slowdown]


def _span() -> dict[str, str]:
    last = today()
    first = last - timedelta(days=DAYS - 1)
    return {"from": first.isoformat(), "to": last.isoformat()}


async def _service(stage: Stage, size: int, issuer: Issuer, console: Console) -> str:
    place = await loaded(stage, size, console)
    environment = {**place.environment, "AUTH_URL": issuer.url}
    return await stage.web(f"survey-{size}", "services.survey.app:create_app", environment)


def _asks(
    http: aiohttp.ClientSession, issuer: Issuer, url: str, query: Mapping[str, str], size: int
) -> Act:
    async def ask() -> None:
        headers = issuer.bearer("leader", ("leader", ROOT_UNIT))
        path = f"{url}/api/survey/v1/figures"
        async with http.get(path, params=query, headers=headers) as answer:
            told = await answer.json()
            if answer.status != 200 or told["responses"] != size:
                raise RuntimeError(f"{answer.status}, {told.get('responses')} of {size} counted")

    return ask
