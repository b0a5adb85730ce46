"""Rollers killed with SIGKILL in the middle of their work."""

import asyncio
import os
import random
import sys
from functools import partial

from services.survey.figures.recount import compare_day, recount
from services.survey.figures.rolling import roll_up
from services.survey.settings import SurveySettings
from shared.abandoned import end_noted_transactions
from shared.clock import today
from tests.services.survey.support import BEST


def environment_of(settings: SurveySettings) -> dict[str, str]:
    """Return the variables with which another process works on the same data."""
    return {
        **os.environ,
        "ENVIRONMENT": "test",
        "AUTH_URL": settings.auth_url,
        "MONGODB_URI": settings.mongodb_uri,
        "REDIS_URL": settings.redis_url,
        "SURVEY_DATABASE": settings.database,
        "SURVEY_SERVICE_SECRET": settings.service_secret.get_secret_value(),
    }


async def test_killed_rollers_lose_and_double_nothing(survey, settings_of_survey):
    portals = [await survey.new_portal() for _ in range(2)]
    chance = random.Random(11)
    rollers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.services.survey.figures.roller",
            env=environment_of(settings_of_survey), stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    try:
        for roller in rollers:
            assert roller.stdout is not None
            await asyncio.wait_for(roller.stdout.readuntil(b"rolling\n"), 20)

        async def kill() -> None:
            for roller in rollers:
                await asyncio.sleep(chance.uniform(0.3, 0.7))
                roller.kill()

        async def rate() -> None:
            for _ in range(120):
                await survey.rate(
                    chance.choice(portals), {"quality": chance.choice(["good", "fair"])}
                )
                await asyncio.sleep(0.005)

        await asyncio.gather(kill(), rate(), rate())
        assert [await roller.wait() for roller in rollers] == [-9, -9, -9]
    finally:
        for roller in rollers:
            if roller.returncode is None:
                roller.kill()
    comparison = await recount(survey.runtime)
    assert comparison.differences == []
    figures = await survey.database["figures"].find({"scope": {"$in": portals}}).to_list()
    days = [day for document in figures for day in document["days"].values()]
    assert sum(day["1:portal"]["responses"] for day in days) == 240


async def test_recount_says_so_on_the_command_line(survey, settings_of_survey):
    await survey.rate(await survey.new_portal(), BEST)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.survey.figures.recount",
        env=environment_of(settings_of_survey), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0
    assert output.decode().startswith("The figures equal a raw recount: ")


async def test_a_roller_killed_after_any_of_its_commands_leaves_the_figures_right(
    survey, settings_of_survey
):
    portal, killed, ending = await survey.new_portal(), 0, "killed"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.services.survey.figures.doomed",
        env=environment_of(settings_of_survey),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    mongo = survey.runtime.mongo
    await roll_up(mongo)  # the very first run counts whole days, the others what is new
    while ending == "killed":
        await survey.rate(portal, {"quality": "good"}, other=f"Lần {killed}")
        process.stdin.write(f"{killed + 1}\n".encode())
        ending = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        await end_noted_transactions(mongo, "figures")  # what a successor does after a second
        _, differences = await mongo.run(partial(compare_day, day=today()))
        assert differences == [], f"after {killed + 1} answers"
        killed += ending == "killed"
    process.stdin.close()
    assert (await process.wait(), ending) == (0, "done")
    assert killed >= 8
    [month] = await survey.database["figures"].find({"scope": portal}).to_list()
    [day] = month["days"].values()
    assert day["1:portal"] == {"responses": killed + 1, "quality:good": killed + 1}
    assert await survey.database["comments"].count_documents({"portal": portal}) == killed + 1
