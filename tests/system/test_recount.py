"""`make recount` beside a running copy: it proves the figures, and says when they are wrong."""

import asyncio

import pytest
from pymongo import AsyncMongoClient

from shared.clock import local_day, now
from shared.ids import new_id
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


async def test_the_figures_of_a_running_copy_are_proved(system: System) -> None:
    async with person(system.public_url) as visitor:
        for quality in ("good", "fair"):
            body = {"portal": "demo", "ratings": {"quality": quality}}
            await visitor.post("/api/survey/v1/responses", body, 201, Idempotency_Key=new_id())
    found = await asyncio.to_thread(system.running.command, "recount")
    assert (found.returncode, found.stderr) == (0, "")
    assert "The figures equal a raw recount:" in found.stdout


async def test_figures_that_are_wrong_are_named(system: System) -> None:
    running = system.running
    database = running.environment("survey").get("SURVEY_DATABASE", "langnghe_survey")
    day = local_day(now()).isoformat()
    async with AsyncMongoClient[dict[str, object]](running.mongodb_uri) as client:
        figures = client[database]["figures"]
        month = f"demo|{day[:7]}"
        kept = await figures.find_one({"_id": month})
        path = f"days.{day[8:]}.1:portal.responses"
        await figures.update_one({"_id": month}, {"$inc": {path: 7}})
        try:
            found = await asyncio.to_thread(running.command, "recount")
            assert found.returncode == 1
            assert "DIFFER" in found.stdout
            assert f"{day}: demo" in found.stdout
        finally:
            await figures.update_one({"_id": month}, {"$inc": {path: -7}})
    assert kept is not None
