"""Alerts: opened once for clear falls and silence, never by chance, seen to by their owners."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from services.survey.alerts.documents import AlertDocument
from services.survey.alerts.model import clear_falls, fell_silent, latest_span
from services.survey.alerts.service import look_for_alerts, remind_of_overdue
from services.survey.figures.changes import changes_of
from shared.clock import at, day_start, today
from shared.ids import new_id
from tests.services.survey.figures.test_changes import some_figure
from tests.services.survey.figures.test_routes import of_day, store
from tests.services.survey.support import RunningSurvey
from tests.support.tokens import bearer

PATH = "/api/survey/v1/alerts"
MONDAY = date(2024, 3, 11)
NOW, BEFORE = date(2024, 2, 20), date(2024, 1, 25)


async def rated(survey: RunningSurvey, portal: str, day: date, good: int, poor: int) -> None:
    answers = ["good"] * good + ["average"] * poor
    await store(
        survey, [{**of_day(portal, day, {"quality": one}), "_id": new_id()} for one in answers]
    )


async def alerts_of(survey: RunningSurvey, head: dict[str, str]) -> list[Any]:
    answer = await survey.get(PATH, head)
    assert answer.status == 200
    return list(answer.body["items"])


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 23), date(2026, 10, 26), date(2026, 11, 22)),
        (date(2026, 11, 22), date(2026, 10, 19), date(2026, 11, 15)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 28)),
    ],
)
def test_four_whole_weeks_are_looked_at(day, first, last):
    assert latest_span(day) == (first, last)
    assert (first.weekday(), last.weekday()) == (0, 6)


def test_chance_alone_raises_hardly_an_alert():
    chance = Random(4)

    def chosen() -> list[int]:
        answers = chance.choices((0, 1, 2), (0.6, 0.25, 0.15), k=200)
        return [answers.count(option) for option in range(3)]

    false = 0
    for _ in range(60):
        changes = {
            f"p{n}": changes_of([some_figure(*chosen())], [some_figure(*chosen())], set(), 30)
            for n in range(40)
        }
        false += bool(clear_falls(changes))
    assert false <= 8  # 1 in 20 of 60 rounds is 3; more than 8 has a chance of about 0.004


def test_a_small_fall_is_no_alert_however_certain():
    before, now = some_figure(60_000, 25_000, 15_000), some_figure(57_000, 27_000, 16_000)
    assert clear_falls({"p": changes_of([before], [now], set(), 30)}) == []


@pytest.mark.parametrize(
    ("before", "now", "silent"), [(30, 6, True), (30, 7, False), (29, 0, False), (0, 0, False)]
)
def test_silence_is_a_fifth_of_what_was(before, now, silent):
    assert fell_silent(before, now, 30) is silent


async def test_a_clear_fall_opens_one_alert_until_it_is_resolved(survey):
    portal, _ = await survey.led_portal()
    stored = await survey.database["portals"].find_one({"_id": portal})
    unit = stored["unit"]
    head = bearer("head", ("head", unit))
    await rated(survey, portal, BEFORE, 90, 10)
    await rated(survey, portal, NOW, 50, 50)
    await look_for_alerts(survey.runtime, MONDAY)
    await look_for_alerts(survey.runtime, MONDAY)
    await look_for_alerts(survey.runtime, MONDAY + timedelta(days=7))
    [alert] = await alerts_of(survey, head)
    assert (alert["kind"], alert["criterion"], alert["state"]) == ("fall", "quality", "open")
    assert alert["change"]["best_change"] == pytest.approx(-0.4)
    assert alert["due_on"] == (today() + timedelta(days=14)).isoformat()

    address = f"{PATH}/{alert['id']}"
    word = {"note": "Đang rà soát nội dung"}
    seen = await survey.call("POST", f"{address}/acknowledge", json=word, headers=head)
    assert (seen.status, seen.body["state"]) == (200, "acknowledged")
    done = await survey.call("POST", f"{address}/resolve", json=word, headers=head)
    assert [step["state"] for step in done.body["steps"]] == ["acknowledged", "resolved"]
    assert {step["role"] for step in done.body["steps"]} == {"head"}
    again = await survey.call("POST", f"{address}/resolve", json=word, headers=head)
    assert (again.status, again.slug) == (409, "alert-already-resolved")
    await look_for_alerts(survey.runtime, MONDAY)
    assert len(await alerts_of(survey, head)) == 1


async def test_silence_opens_an_alert_and_strangers_see_none(survey):
    portal, _ = await survey.led_portal()
    stored = await survey.database["portals"].find_one({"_id": portal})
    head = bearer("head", ("head", stored["unit"]))
    await rated(survey, portal, BEFORE, 40, 0)
    await rated(survey, portal, NOW, 2, 0)
    await look_for_alerts(survey.runtime, MONDAY)
    [alert] = await alerts_of(survey, head)
    assert (alert["kind"], alert["responses_before"], alert["responses_now"]) == ("silence", 40, 2)
    stranger = bearer("stranger", ("head", "elsewhere"))
    assert await alerts_of(survey, stranger) == []
    word = {"note": "Không phải của tôi"}
    refused = await survey.call(
        "POST", f"{PATH}/{alert['id']}/resolve", json=word, headers=stranger
    )
    assert (refused.status, refused.slug) == (404, "alert-not-found")
    assert (await survey.get(PATH)).status == 401
    assert (await survey.get(PATH, bearer("officer", ("officer", stored["unit"])))).status == 403


async def events_of(survey: RunningSurvey, unit: str) -> list[tuple[str, Any]]:
    """Return what others are told of a unit's alerts, in order."""
    rows = await survey.database["outbox"].find({"payload.unit": unit}).sort("_id", 1).to_list()
    return [(row["name"], row["payload"]) for row in rows]


async def test_others_hear_of_an_alert_and_once_that_it_is_overdue(survey):
    portal, _ = await survey.led_portal()
    stored = await survey.database["portals"].find_one({"_id": portal})
    unit = stored["unit"]
    await rated(survey, portal, BEFORE, 40, 0)
    await look_for_alerts(survey.runtime, MONDAY)
    await look_for_alerts(survey.runtime, MONDAY)
    due_on = today() + timedelta(days=14)
    told = {"alert": f"silence:{portal}::2024-03-10", "portal": portal, "unit": unit}
    told |= {"due_on": due_on.isoformat()}
    opened = ("survey.alert_opened.v1", told)
    assert await events_of(survey, unit) == [opened]
    await remind_of_overdue(survey.runtime)
    assert await events_of(survey, unit) == [opened]

    with at(day_start(due_on + timedelta(days=1))):
        await remind_of_overdue(survey.runtime)
        await remind_of_overdue(survey.runtime)
    assert await events_of(survey, unit) == [opened, ("survey.alert_overdue.v1", told)]


async def test_nobody_is_urged_about_a_resolved_alert(survey):
    portal, _ = await survey.led_portal()
    stored = await survey.database["portals"].find_one({"_id": portal})
    await rated(survey, portal, BEFORE, 40, 0)
    await look_for_alerts(survey.runtime, MONDAY)
    head = bearer("head", ("head", stored["unit"]))
    [alert] = await alerts_of(survey, head)
    done = {"note": "Cổng tạm ngừng để nâng cấp"}
    address = f"{PATH}/{alert['id']}/resolve"
    assert (await survey.call("POST", address, json=done, headers=head)).status == 200
    with at(day_start(today() + timedelta(days=30))):
        await remind_of_overdue(survey.runtime)
    named = [name for name, _ in await events_of(survey, stored["unit"])]
    assert named == ["survey.alert_opened.v1"]
    kept = await AlertDocument.get(alert["id"])
    assert kept is not None
    assert kept.remind_at is None
