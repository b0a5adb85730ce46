"""Figures over HTTP: equal to a plain count, only for leaders, only of their units."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from services.survey.figures.rolling import mark_days
from shared.clock import HO_CHI_MINH, today
from shared.ids import new_id
from tests.services.survey.support import BEST, RunningSurvey, counts_of
from tests.support.tokens import bearer

PATH = "/api/survey/v1/figures"
OPTIONS = {
    "interface": ["easy", "normal", "hard"],
    "content": ["meets", "not_yet", "does_not_meet"],
    "quality": ["good", "fair", "average"],
    "interaction": ["satisfied", "acceptable", "dissatisfied"],
    "support": ["meets", "partly", "not_yet"],
}


async def store_past(survey: RunningSurvey, portals: list[str], number: int) -> list[Any]:
    """Store random responses of the last 90 days and have them counted."""
    chance = Random(number)
    responses = []
    for _ in range(number):
        day = today() - timedelta(days=chance.randrange(90))
        local = datetime(day.year, day.month, day.day, tzinfo=HO_CHI_MINH)
        ratings = {
            key: chance.choice(options) for key, options in OPTIONS.items() if chance.random() < 0.8
        } or {"quality": "fair"}
        responses.append(
            {
                "_id": new_id(), "portal": chance.choice(portals), "version": 1,
                "source": "portal", "ratings": ratings, "body_hash": "",
                "received_at": local + timedelta(milliseconds=chance.randrange(86_400_000)),
            }
        )  # fmt: skip
    await survey.database["responses"].insert_many(responses)
    days = {one["received_at"].date() for one in responses}
    await mark_days(survey.runtime.mongo, sorted(days))
    await survey.roll_up()
    return responses


def assert_counts(figures: Any, responses: list[Any]) -> None:
    """Compare figures with a count of the same responses made here, by hand."""
    assert figures["responses"] == len(responses)
    for criterion, options in OPTIONS.items():
        [figure] = [one for one in figures["criteria"] if one["key"] == criterion]
        answers = [one["ratings"][criterion] for one in responses if criterion in one["ratings"]]
        assert figure["n"] == len(answers)
        for option in figure["options"]:
            assert option["count"] == answers.count(option["key"])
            expected = answers.count(option["key"]) / len(answers) if answers else None
            assert option["share"] == (None if expected is None else pytest.approx(expected))
        points = [2 - options.index(answer) for answer in answers]
        score = None if not points else pytest.approx(sum(points) / len(points))
        assert figure["score"] == score


async def test_figures_equal_a_plain_count(survey):
    [root] = await survey.new_units(None)
    units = await survey.new_units(root, root)
    portals = [await survey.new_portal(unit) for unit in [root, *units]]
    responses = await store_past(survey, portals, 400)
    leader = bearer("leader", ("leader", root))

    first, last = today() - timedelta(days=60), today() - timedelta(days=20)
    span = {"from_": first.isoformat(), "to": last.isoformat()}
    inside = [one for one in responses if first <= one["received_at"].date() <= last]
    assert_counts(await survey.figures(leader, **span), inside)

    one = [response for response in inside if response["portal"] == portals[1]]
    assert_counts(await survey.figures(leader, portal=portals[1], **span), one)
    assert_counts(await survey.figures(leader, unit=units[0], **span), one)
    assert_counts(await survey.figures(bearer("x", ("leader", units[0])), **span), one)


@pytest.mark.parametrize("by", ["day", "week", "month"])
async def test_periods_divide_the_whole(survey, by):
    portal, leader = await survey.led_portal()
    responses = await store_past(survey, [portal], 120)
    span = {"from_": (today() - timedelta(days=89)).isoformat(), "to": today().isoformat()}
    figures = await survey.figures(leader, by=by, **span)
    assert_counts(figures, responses)
    expected: Counter[date] = Counter()
    for response in responses:
        day = response["received_at"].date()
        starts = {
            "day": day,
            "week": date.fromisocalendar(day.isocalendar().year, day.isocalendar().week, 1),
            "month": date(day.year, day.month, 1),
        }
        expected[starts[by]] += 1
    found = {date.fromisoformat(one["start"]): one["responses"] for one in figures["periods"]}
    assert {start: number for start, number in found.items() if number} == expected


async def test_the_last_thirty_days_are_shown_by_default(survey):
    _, leader = await survey.led_portal()
    figures = await survey.figures(leader)
    assert figures["end"] == today().isoformat()
    assert figures["start"] == (today() - timedelta(days=29)).isoformat()
    assert figures["periods"] == []
    assert [one["key"] for one in figures["criteria"]] == list(OPTIONS)


async def test_what_is_shown_of_a_criterion(survey):
    portal, leader = await survey.led_portal()
    for interaction in ("satisfied", "satisfied", "satisfied", "acceptable", "dissatisfied"):
        await survey.rate(portal, {"interaction": interaction, "quality": "good"})
    await survey.roll_up()
    figures = await survey.figures(leader, portal=portal)
    shown = {one["key"]: one for one in figures["criteria"]}
    assert shown["interaction"]["title"] == {"vi": "Tương tác", "en": "Interaction"}
    assert shown["interaction"]["n"] == 5
    assert shown["interaction"]["satisfied_share"] == pytest.approx(0.6)
    assert shown["interaction"]["score"] == pytest.approx(1.4)
    best = shown["interaction"]["options"][0]
    assert best["label"]["vi"] == "Hài lòng"
    assert (best["low"], best["high"]) == pytest.approx((0.2307, 0.8824), abs=5e-5)
    assert shown["quality"]["satisfied_share"] is None
    assert (shown["support"]["n"], shown["support"]["score"]) == (0, None)


async def test_who_leads_everything_sees_everything(survey):
    portal = await survey.new_portal((await survey.new_units(None))[0])
    await survey.rate(portal, BEST)
    await survey.roll_up()
    units = await survey.database["portals"].distinct("unit")
    leader = bearer("leader", *(("leader", unit) for unit in units))
    figures = await survey.figures(leader, from_="2020-01-01", to="2026-12-31")
    assert figures["responses"] == await survey.database["responses"].count_documents({})
    for key, options in OPTIONS.items():
        expected = {
            option: await survey.database["responses"].count_documents({f"ratings.{key}": option})
            for option in options
        }
        assert counts_of(figures, key) == expected


async def test_guests_and_others_see_none(survey):
    [unit] = await survey.new_units(None)
    for path in (PATH, f"{PATH}/stream", "/api/survey/v1/comments", "/api/survey/v1/portals"):
        assert (await survey.get(path)).status == 401
        sees_comments = path.endswith("comments")  # officers and heads sort their units' own
        for role in ("coordinator",) if sees_comments else ("officer", "head", "coordinator"):
            assert (await survey.get(path, bearer("x", (role, unit)))).status == 403
        broken = {"Authorization": "Bearer not-a-token"}
        assert (await survey.get(path, broken)).status == 401
    client = bearer("client:lgsp", ("leader", unit), kind="client")
    assert (await survey.get(PATH, client)).status == 403


async def test_a_leader_sees_no_other_units(survey):
    mine, other = await survey.new_units(None, None)
    [below] = await survey.new_units(mine)
    foreign = await survey.new_portal(other)
    leader = bearer("leader", ("leader", mine))
    for params in ({"unit": other}, {"portal": foreign}, {"unit": mine, "portal": foreign}):
        answer = await survey.get(PATH, leader, **params)
        assert (answer.status, answer.slug) == (403, "outside-own-units")
    assert (await survey.get(PATH, leader, unit=below)).status == 200
    assert (await survey.get(PATH, bearer("x", ("leader", below)), unit=mine)).status == 403


async def test_a_portal_outside_the_unit_asked_for_adds_nothing(survey):
    [root] = await survey.new_units(None)
    one, two = await survey.new_units(root, root)
    portal = await survey.new_portal(one)
    await survey.rate(portal)
    await survey.roll_up()
    leader = bearer("leader", ("leader", root))
    assert (await survey.figures(leader, unit=one, portal=portal))["responses"] == 1
    assert (await survey.figures(leader, unit=two, portal=portal))["responses"] == 0


async def test_a_moved_unit_is_seen_by_its_new_leader(survey):
    old, new = await survey.new_units(None, None)
    [moved] = await survey.new_units(old)
    portal = await survey.new_portal(moved)
    leader = bearer("leader", ("leader", new))
    assert (await survey.get(PATH, leader, portal=portal)).status == 403
    await survey.database["units"].update_one({"_id": moved}, {"$set": {"parent": new}})
    survey.runtime.units.forget()
    assert (await survey.get(PATH, leader, portal=portal)).status == 200
    assert (await survey.get(PATH, bearer("x", ("leader", old)), portal=portal)).status == 403


BAD = {
    "an unknown portal": ({"portal": "there-is-none"}, 404, "portal-not-found"),
    "an unknown unit": ({"unit": "there-is-none"}, 404, "unit-not-found"),
    "a portal that is none": ({"portal": "Cổng"}, 422, "query:portal"),
    "no date": ({"from": "22/11/2026"}, 422, "query:from"),
    "the wrong way round": ({"from": "2026-11-22", "to": "2026-11-21"}, 422, "query:from"),
    "a thousand years": ({"from": "1026-11-22", "to": "2026-11-21"}, 422, "query:from"),
    "too many days": ({"from": "2020-11-22", "to": "2026-11-21", "by": "day"}, 422, "query:by"),
    "an unknown step": ({"by": "hour"}, 422, "query:by"),
    "an unknown field": ({"until": "2026-11-22"}, 422, "query:until"),
    "the end of time": ({"to": "9999-12-31"}, 422, "query:to"),
    "the beginning of time": ({"to": "0001-01-01"}, 422, "query:to"),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_questions_are_named(survey, name):
    _, leader = await survey.led_portal()
    params, status, told = BAD[name]
    answer = await survey.get(PATH, leader, **params)
    assert answer.status == status, answer.text
    if status == 422:
        assert answer.pointers == [told]
    elif status == 404:
        assert answer.slug == told


def of_day(portal: str, day: date, ratings: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return a response of a day's noon."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=HO_CHI_MINH)
    return {
        "_id": new_id(), "portal": portal, "version": 1, "source": "portal", "ratings": ratings,
        "body_hash": "", "received_at": noon, **more,
    }  # fmt: skip


async def store(survey: RunningSurvey, responses: list[dict[str, Any]]) -> None:
    """Store responses and have their days counted."""
    await survey.database["responses"].insert_many(responses)
    await mark_days(survey.runtime.mongo, sorted({one["received_at"].date() for one in responses}))
    await survey.roll_up()


async def test_the_period_before_stands_beside_the_present_one(survey):
    portal, leader = await survey.led_portal()
    first, last = date(2026, 3, 9), date(2026, 3, 15)
    good, poor = {"quality": "good"}, {"quality": "average"}
    before = [of_day(portal, date(2026, 3, 8), good)] * 50
    now = [of_day(portal, first, good)] * 20 + [of_day(portal, last, poor)] * 30
    outside = [of_day(portal, date(2026, 3, 1), poor)] * 40
    await store(survey, [{**one, "_id": new_id()} for one in [*before, *now, *outside]])

    span = {"from_": first.isoformat(), "to": last.isoformat()}
    figures = await survey.figures(leader, portal=portal, compare="before", **span)
    compared = figures["before"]
    assert (compared["start"], compared["end"]) == ("2026-03-02", "2026-03-08")
    assert (figures["responses"], compared["responses"]) == (50, 50)
    changes = {change["key"]: change for change in compared["changes"]}
    assert changes["quality"]["verdict"] == "worse"
    assert changes["quality"]["score_change"] == pytest.approx(-1.2)
    assert changes["interface"]["verdict"] == "too_few"
    plain = await survey.figures(leader, portal=portal, **span)
    assert plain["before"] is None


async def test_figures_narrow_to_a_version_and_a_source(survey):
    portal, leader = await survey.led_portal()
    day = date(2026, 4, 7)
    kinds = [(1, "portal", 5), (2, "portal", 3), (1, "answer", 2)]
    await store(
        survey,
        [
            of_day(portal, day, {"interaction": "satisfied"}, version=version, source=source)
            for version, source, number in kinds
            for _ in range(number)
        ],
    )
    span = {"from_": day.isoformat(), "to": day.isoformat(), "portal": portal}
    assert (await survey.figures(leader, **span))["responses"] == 10
    assert (await survey.figures(leader, version="1", **span))["responses"] == 7
    assert (await survey.figures(leader, source="portal", **span))["responses"] == 8
    both = await survey.figures(leader, source="portal", version="1", **span)
    assert (both["responses"], both["version"], both["source"]) == (5, 1, "portal")
    assert (await survey.get(PATH, leader, source="nowhere")).status == 422


async def test_a_table_ranks_portals_and_sums_units(survey):
    [root] = await survey.new_units(None)
    north, south = await survey.new_units(root, root)
    [village] = await survey.new_units(north)
    portals = [await survey.new_portal(unit) for unit in (north, village, south, root)]
    day = date(2026, 5, 11)
    chosen = [(90, 10), (80, 20), (10, 90), (5, 0)]
    await store(
        survey,
        [
            of_day(portal, day, {"quality": option})
            for portal, numbers in zip(portals, chosen, strict=True)
            for option, number in zip(("good", "average"), numbers, strict=True)
            for _ in range(number)
        ],
    )
    leader = bearer("leader", ("leader", root))
    asked = {"criterion": "quality", "from_": day.isoformat(), "to": day.isoformat()}
    table = (await survey.get(f"{PATH}/table", leader, **asked)).body
    rows = [(row["id"], row["n"], row["rank_best"], row["rank_worst"]) for row in table["rows"]]
    assert rows == [
        (portals[0], 100, 1, 2),
        (portals[1], 100, 1, 2),
        (portals[2], 100, 3, 3),
        (portals[3], 5, None, None),
    ]
    units = (await survey.get(f"{PATH}/table", leader, by="unit", **asked)).body
    found = [(row["id"], row["n"], row["rank_best"]) for row in units["rows"]]
    assert found == [(north, 200, 1), (south, 100, 2), (root, 5, None)]
    deeper = (await survey.get(f"{PATH}/table", leader, by="unit", unit=north, **asked)).body
    assert sorted(row["id"] for row in deeper["rows"]) == sorted([north, village])

    stranger = bearer("leader", ("leader", south))
    refused = await survey.get(f"{PATH}/table", stranger, unit=north, **asked)
    assert (refused.status, refused.slug) == (403, "outside-own-units")
    wrong = await survey.get(f"{PATH}/table", leader, criterion="beauty")
    assert (wrong.status, wrong.pointers) == (422, ["query:criterion"])
