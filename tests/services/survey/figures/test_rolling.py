"""The roller: equal to a raw recount whatever comes when, in whatever number of copies."""

import asyncio
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from services.survey.figures import rolling
from services.survey.figures.documents import STATE_ID
from services.survey.figures.recount import compare_day, recount
from services.survey.figures.rolling import OVERLAP, mark_days, roll, roll_up
from services.survey.figures.states import read_state
from shared.clock import HO_CHI_MINH, at, local_day, now
from shared.ids import new_id
from shared.mongo import Transaction
from tests.services.survey.support import BEST, counts_of


async def insert(survey, portal: str, moment: datetime, **more: object) -> str:
    """Store a response received at a moment, as a process with that clock would."""
    document = {
        "_id": new_id(), "portal": portal, "version": 1, "source": "portal", "ratings": BEST,
        "body_hash": "", "received_at": moment, **more,
    }  # fmt: skip
    await survey.database["responses"].insert_one(document)
    return document["_id"]


async def counted(survey, portal: str) -> Counter[str]:
    """Return what the month documents of a portal hold in all."""
    found: Counter[str] = Counter()
    async for document in survey.database["figures"].find({"scope": portal}):
        for groups in document["days"].values():
            for counts in groups.values():
                found.update(counts)
    return found


async def assert_equal_to_recount(survey) -> None:
    comparison = await recount(survey.runtime)
    assert comparison.differences == []


async def test_a_rating_is_counted_in_each_scope(survey):
    portal, leader = await survey.led_portal()
    await survey.rate(portal, {"quality": "good", "interaction": "acceptable"})
    await survey.rate(portal, {"quality": "fair"})
    await survey.roll_up()
    assert await counted(survey, portal) == {
        "responses": 2, "quality:good": 1, "quality:fair": 1, "interaction:acceptable": 1
    }  # fmt: skip
    figures = await survey.figures(leader)
    assert figures["responses"] == 2
    assert counts_of(figures, "quality") == {"good": 1, "fair": 1, "average": 0}
    await assert_equal_to_recount(survey)


async def test_running_again_changes_nothing(survey):
    portal = await survey.new_portal()
    await survey.rate(portal)
    await survey.roll_up()
    first, revision = await counted(survey, portal), await read_state(survey.runtime.mongo)
    for _ in range(5):
        await roll(survey.runtime.mongo)
    assert await counted(survey, portal) == first
    assert (await read_state(survey.runtime.mongo)).revision == revision.revision


async def test_two_rollers_at_once_count_once(survey):
    portal = await survey.new_portal()
    for _ in range(8):
        await asyncio.gather(*(survey.rate(portal) for _ in range(5)))
        await asyncio.gather(*(roll(survey.runtime.mongo) for _ in range(4)))
    assert (await counted(survey, portal))["responses"] == 40
    await assert_equal_to_recount(survey)


async def test_figures_are_equal_while_ratings_come_in_and_rollers_are_cancelled(survey):
    portals = [await survey.new_portal() for _ in range(3)]
    chance = random.Random(5)
    done = asyncio.Event()

    async def rate() -> None:
        for _ in range(60):
            ratings = {key: value for key, value in BEST.items() if chance.random() < 0.7} or BEST
            await survey.rate(chance.choice(portals), ratings, other="Tốt lắm")

    async def roll_and_die() -> None:
        while not done.is_set():
            run = asyncio.create_task(roll(survey.runtime.mongo))
            await asyncio.sleep(chance.uniform(0, 0.03))
            run.cancel()
            await asyncio.wait([run])

    rollers = [asyncio.create_task(roll_and_die()) for _ in range(2)]
    await asyncio.gather(*(rate() for _ in range(4)))
    await assert_equal_to_recount(survey)  # under way
    done.set()
    await asyncio.gather(*rollers)
    await assert_equal_to_recount(survey)
    raw = [len(await survey.stored(portal)) for portal in portals]
    assert [(await counted(survey, portal))["responses"] for portal in portals] == raw
    comments = survey.database["comments"].count_documents({"portal": {"$in": portals}})
    assert await comments == sum(raw)


async def test_a_day_ends_at_local_midnight(survey):
    portal = await survey.new_portal()
    midnight = datetime(2026, 3, 1, tzinfo=HO_CHI_MINH)
    await insert(survey, portal, midnight - timedelta(milliseconds=1))
    await insert(survey, portal, midnight)
    await mark_days(survey.runtime.mongo, [local_day(midnight - timedelta(days=1))])
    await mark_days(survey.runtime.mongo, [local_day(midnight)])
    await survey.roll_up()
    months = await survey.database["figures"].find({"scope": portal}).to_list()
    assert {document["month"]: list(document["days"]) for document in months} == {
        "2026-02": ["28"],
        "2026-03": ["01"],
    }


async def test_a_rating_that_shows_late_is_counted(survey):
    portal = await survey.new_portal()
    await roll(survey.runtime.mongo)
    await insert(survey, portal, now() - timedelta(seconds=12))
    await survey.roll_up()
    assert (await counted(survey, portal))["responses"] == 1
    await assert_equal_to_recount(survey)


async def test_a_clock_that_is_ahead_is_counted_at_once_and_once(survey):
    portal = await survey.new_portal()
    await insert(survey, portal, now() + timedelta(seconds=30))
    for seconds in (0, 10, 29, 35, 45, 60):
        with at(now() + timedelta(seconds=seconds)):
            await roll_up(survey.runtime.mongo)
        assert (await counted(survey, portal))["responses"] == 1
    await assert_equal_to_recount(survey)


async def test_the_watermark_moves_on_and_the_state_stays_small(survey):
    portal = await survey.new_portal()
    begun = now()
    for seconds in range(0, 120, 4):
        await insert(survey, portal, begun + timedelta(seconds=seconds))
        with at(begun + timedelta(seconds=seconds)):
            await roll(survey.runtime.mongo)
    state = await survey.database["figure_state"].find_one({"_id": STATE_ID})
    assert begun + timedelta(seconds=116) - state["watermark"] < OVERLAP + timedelta(seconds=6)
    assert len(state["buckets"]) <= 6
    assert (await counted(survey, portal))["responses"] == 30
    with at(begun + timedelta(seconds=120)):
        await assert_equal_to_recount(survey)


async def test_a_roller_that_overslept_catches_up(survey):
    portal = await survey.new_portal()
    await roll(survey.runtime.mongo)
    begun = now()
    later = begun + timedelta(days=3)
    for hours in (1, 20, 40, 71):
        await insert(survey, portal, begun + timedelta(hours=hours))
    with at(later):
        await insert(survey, portal, now())
        await roll_up(survey.runtime.mongo)
        assert (await counted(survey, portal))["responses"] == 5
        await assert_equal_to_recount(survey)


async def test_a_clock_set_back_costs_nothing(survey):
    portal = await survey.new_portal()
    await survey.rate(portal)
    for ahead in (timedelta(minutes=5), timedelta(days=2), timedelta()):
        with at(now() + ahead):
            await roll_up(survey.runtime.mongo)
    await survey.rate(portal)
    await survey.roll_up()
    assert (await counted(survey, portal))["responses"] == 2
    await assert_equal_to_recount(survey)


async def test_a_changed_old_response_is_counted_anew(survey):
    portal = await survey.new_portal()
    day = local_day(now()) - timedelta(days=40)
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=HO_CHI_MINH)
    ids = [await insert(survey, portal, moment) for _ in range(3)]
    await mark_days(survey.runtime.mongo, [day])
    await survey.roll_up()
    assert (await counted(survey, portal))["quality:good"] == 3
    await survey.database["responses"].delete_one({"_id": ids[0]})
    changed = {"$set": {"ratings": {"quality": "average"}}}
    await survey.database["responses"].update_one({"_id": ids[1]}, changed)
    await mark_days(survey.runtime.mongo, [day, day])
    await survey.roll_up()
    found = await counted(survey, portal)
    assert (found["responses"], found["quality:good"], found["quality:average"]) == (2, 1, 1)
    await assert_equal_to_recount(survey)


async def test_a_wrong_count_is_found_and_repaired(survey):
    portal = await survey.new_portal()
    await survey.rate(portal)
    await survey.roll_up()
    today = local_day(now())
    month = {"_id": f"{portal}|{today:%Y-%m}"}
    wrong = {"$inc": {f"days.{today:%d}.1:portal.quality:good": 1}}
    await survey.database["figures"].update_one(month, wrong)
    comparison = await recount(survey.runtime)
    assert len(comparison.differences) == 1
    assert portal in str(comparison)
    assert "DIFFER" in str(comparison)
    await mark_days(survey.runtime.mongo, [today])
    await survey.roll_up()
    await assert_equal_to_recount(survey)


async def test_a_run_that_fails_leaves_nothing_behind(survey, monkeypatch):
    portal = await survey.new_portal()
    await survey.roll_up()
    await survey.rate(portal)
    before = await survey.database["figure_state"].find_one({"_id": STATE_ID})

    async def break_off(tx: Transaction, *_: object) -> None:
        raise InterruptedError

    monkeypatch.setattr(rolling, "add_counts", break_off)
    with pytest.raises(InterruptedError):
        await roll(survey.runtime.mongo)
    assert await survey.database["figure_state"].find_one({"_id": STATE_ID}) == before
    assert await counted(survey, portal) == {}
    monkeypatch.undo()
    await survey.roll_up()
    assert (await counted(survey, portal))["responses"] == 1


async def test_nothing_is_written_when_nothing_happened(survey):
    await survey.roll_up()
    later = now() + timedelta(days=9)
    with at(later):
        await roll_up(survey.runtime.mongo)
        before = await survey.database["figure_state"].find_one({"_id": STATE_ID})
    with at(later + timedelta(seconds=8)):
        await roll_up(survey.runtime.mongo)
    assert await survey.database["figure_state"].find_one({"_id": STATE_ID}) == before


async def test_a_day_can_be_compared_while_it_grows(survey):
    portal = await survey.new_portal()
    await survey.roll_up()
    for _ in range(10):
        await survey.rate(portal)
        _, differences = await survey.runtime.mongo.run(
            lambda tx: compare_day(tx, local_day(now()))
        )
        assert differences == []
