"""What people do costs, by process and in memory: how many cores a province needs."""

import aiohttp
from rich.console import Console

from bench.issuer import issuing
from bench.processes import Cost, cost, memory
from bench.questions import asking
from bench.questions.loading import loaded
from bench.stage import Stage
from bench.survey import rating
from bench.survey.loading import open_a_portal_for_each_unit
from bench.survey.places import new_survey_place
from bench.timing import Act
from services.survey.bootstrap import open_runtime

QUESTIONS = 3_000
_READS = 100


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
                found[name] = await cost(act, requests)
        return found, memory()


def _reads(http: aiohttp.ClientSession, url: str) -> Act:
    async def act() -> None:
        for _ in range(_READS):
            async with http.get(url) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{answer.status} {body[:300]!r}")

    return act
