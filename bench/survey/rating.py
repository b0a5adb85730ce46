"""Ratings of one busy portal through the gateway, against one insert behind the same one.

Ours are rolled up meanwhile, as in production; afterwards they are counted anew, and the figures
must hold each.
"""

import asyncio
import secrets
import sys
from signal import SIGCONT, SIGSTOP
from subprocess import Popen

import aiohttp
from rich.console import Console

from bench.issuer import ISSUER, Issuer, issuing
from bench.options import Options
from bench.results import Result
from bench.stage import Stage
from bench.survey.loading import open_a_portal_for_each_unit
from bench.survey.places import SurveyPlace, new_survey_place
from bench.timing import Act, alternate
from services.survey.bootstrap import open_runtime
from services.survey.figures.recount import recount
from shared.ids import new_id

_AT_ONCE, REQUESTS = 16, 320
_BAR = 0.8
_FORM = {
    "portal": "so-tu-phap",
    "ratings": {
        "interface": "easy",
        "content": "not_yet",
        "quality": "good",
        "interaction": "acceptable",
        "support": "meets",
    },
    "other": "Nên có thêm chức năng tra cứu hồ sơ bằng mã QR.",
    "page_url": "https://cong.example/thu-tuc-hanh-chinh?trang=2",
}


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Rate in turns through two gateways that differ in what stands behind them."""
    async with issuing() as issuer, aiohttp.ClientSession() as http:
        place = await new_survey_place(stage, "bench_ratings")
        async with open_runtime(place.settings) as survey:
            await open_a_portal_for_each_unit(survey)
        ours = {**place.environment, "AUTH_URL": issuer.url}
        rated = await stage.web("survey-rated", "services.survey.app:create_app", ours)
        other = (await new_survey_place(stage, "bench_bare_ratings")).environment
        bare = await stage.web("bare-rated", "bench.survey.bare:create_app", other)
        command = [sys.executable, "-m", "bench.survey.roller"]
        roller = stage.popen(command, ours, stage.folder / "roller.log")
        sides = {
            "bare insert": [
                _without(roller, rates(http, await gateway(stage, "bare-rating", bare, issuer)))
            ],
            "rating": [rates(http, await gateway(stage, "rating", rated, issuer))],
        }
        with console.status("rating"):
            rounds = await alternate(sides, options.rounds, max(2, options.repeats // 2))
        if roller.poll() is not None:
            raise RuntimeError(f"the roller ended, see {stage.folder / 'roller.log'}")
        sent = REQUESTS * (options.rounds * max(2, options.repeats // 2) + 1)
        await _prove(place, sent)
    return [
        Result(
            "a rating of one busy portal through the gateway",
            rounds.ratio("bare insert", "rating"),
            " ×",
            _BAR,
            at_least=True,
            spread=rounds.spread("bare insert", "rating"),
            timed={name: rounds.timed(name) for name in sides},
            note=f"times for {REQUESTS} ratings, {_AT_ONCE} at once",
        )
    ]


def _without(process: Popen[bytes], act: Act) -> Act:
    """Return the act with a process halted meanwhile."""

    async def halted() -> None:
        process.send_signal(SIGSTOP)
        try:
            await act()
        finally:
            process.send_signal(SIGCONT)

    return halted


async def _prove(place: SurveyPlace, sent: int) -> None:
    """Raise unless the figures hold every rating that was acknowledged, once."""
    async with open_runtime(place.settings) as survey:
        proved = await recount(survey)
    if proved.differences or proved.responses != sent:
        raise RuntimeError(f"{sent} ratings were acknowledged. {proved}")


async def gateway(stage: Stage, name: str, survey_url: str, issuer: Issuer) -> str:
    """Return the address of a new gateway in front of a service of ratings."""
    environment = {
        "ENVIRONMENT": "development",
        "LOG_LEVEL": "WARNING",
        "PUBLIC_URL": ISSUER,
        "AUTH_URL": issuer.url,
        "QA_URL": issuer.url,
        "SURVEY_URL": survey_url,
        "REDIS_URL": await stage.redis(),
        "GATEWAY_SERVICE_SECRET": secrets.token_hex(16),
        "GATEWAY_LIMIT_RATE": "1000000/minute",
    }
    return await stage.web(f"gateway-{name}", "gateway.app:create_app", environment, "/healthz")


def rates(http: aiohttp.ClientSession, gateway: str) -> Act:
    """Return what sends the ratings, so many at a time."""

    async def rate() -> None:
        headers = {"Idempotency-Key": new_id()}
        url = f"{gateway}/api/survey/v1/responses"
        async with http.post(url, json=_FORM, headers=headers) as answer:
            body = await answer.read()
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {body[:300]!r}")

    async def one_after_another() -> None:
        for _ in range(REQUESTS // _AT_ONCE):
            await rate()

    async def act() -> None:
        await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))

    return act
