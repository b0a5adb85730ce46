"""A citizen's ask through the gateway, against the least that could take it behind the same one."""

import asyncio
import secrets

import aiohttp
from rich.console import Console

from bench.issuer import ISSUER, Issuer, issuing
from bench.options import Options
from bench.processes import cost
from bench.questions.loading import loaded
from bench.questions.places import new_place
from bench.results import Result
from bench.stage import Stage
from bench.timing import Act, alternate
from shared.ids import new_id

_AT_ONCE, REQUESTS = 8, 160
_BAR = 0.8
_FORM = {
    "title": "Thủ tục cấp bản sao trích lục khai sinh",
    "body": "Tôi cần cấp bản sao trích lục khai sinh thì nộp hồ sơ ở đâu, mang theo giấy tờ gì ạ?",
    "unit": "so-tu-phap",
    "email": "nguoi.hoi@example.vn",
    "may_publish": True,
}


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Ask in turns through two gateways that differ in what stands behind them."""
    async with issuing() as issuer, aiohttp.ClientSession() as http:
        place = await loaded(stage, options.small, console)
        ours = {**place.environment, "AUTH_URL": issuer.url}
        asked = await stage.web("qa-asked", "services.qa.app:create_app", ours)
        other = (await new_place(stage, "bench_bare")).environment
        bare = await stage.web("bare", "bench.questions.bare:create_app", other)
        sides = {
            "bare insert": [asks(http, await gateway(stage, "bare", bare, issuer))],
            "ask": [asks(http, await gateway(stage, "qa", asked, issuer))],
        }
        with console.status("asking"):
            rounds = await alternate(sides, options.rounds, max(2, options.repeats // 4))
            spent = [f"{name}: {await cost(act, REQUESTS)}" for name, [act] in sides.items()]
    lowest, highest = rounds.spread("bare insert", "ask")
    return [
        Result(
            "a citizen's ask through the gateway",
            rounds.ratio("bare insert", "ask"),
            " ×",
            _BAR,
            at_least=True,
            spread=(lowest, highest),
            timed={name: rounds.timed(name) for name in sides},
            note=f"times for {REQUESTS} requests, {_AT_ONCE} at once; processor time of one in"
            f" milliseconds: {'; '.join(spent)}",
        )
    ]


async def gateway(stage: Stage, name: str, qa_url: str, issuer: Issuer) -> str:
    """Return the address of a new gateway in front of a service of questions."""
    environment = {
        "ENVIRONMENT": "development",
        "LOG_LEVEL": "WARNING",
        "PUBLIC_URL": ISSUER,
        "AUTH_URL": issuer.url,
        "SURVEY_URL": issuer.url,
        "QA_URL": qa_url,
        "REDIS_URL": await stage.redis(),
        "GATEWAY_SERVICE_SECRET": secrets.token_hex(16),
        "GATEWAY_LIMIT_ASK": "1000000/minute",
        "GATEWAY_LIMIT_SEARCH": "1000000/minute",
    }
    return await stage.web(f"gateway-{name}", "gateway.app:create_app", environment, "/healthz")


def asks(http: aiohttp.ClientSession, gateway: str) -> Act:
    """Return what sends the requests, so many at a time."""

    async def ask() -> None:
        headers = {"Idempotency-Key": new_id()}
        url = f"{gateway}/api/qa/v1/questions"
        async with http.post(url, json=_FORM, headers=headers) as answer:
            body = await answer.read()
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {body[:300]!r}")

    async def one_after_another() -> None:
        for _ in range(REQUESTS // _AT_ONCE):
            await ask()

    async def act() -> None:
        await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))

    return act
