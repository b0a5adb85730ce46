"""Versions of the survey: drafted, scheduled, retired; published ones never change."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.survey.instruments.documents import DraftDocument, InstrumentDocument
from services.survey.instruments.model import Instruments
from shared.clock import today
from tests.services.survey.support import RunningSurvey
from tests.support.tokens import bearer

PATH = "/api/survey/v1/instruments"
TOMORROW = today() + timedelta(days=1)


@pytest.fixture
async def keeper(survey: RunningSurvey) -> Any:
    """Return the header of who administers every unit; published versions go afterwards."""
    [first] = await InstrumentDocument.find_all().to_list()
    yield await survey.keeper_of_all()
    await InstrumentDocument.find({"_id": {"$ne": first.id}}).delete()
    await DraftDocument.find_all().delete()
    await first.replace()
    survey.runtime.instruments.forget()


async def start(survey: RunningSurvey, keeper: dict[str, str]) -> Any:
    answer = await survey.call("POST", f"{PATH}/drafts", headers=keeper)
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    return answer.body


async def send(survey: RunningSurvey, keeper: Any, method: str, draft: Any, **form: Any) -> Any:
    path = f"{PATH}/drafts/{draft['id']}" + ("/schedule" if "valid_from" in form else "")
    headers = {**keeper, "If-Match": str(draft["version"])}
    return await survey.call(method, path, headers=headers, json=form or None)


def content(draft: Any) -> Any:
    return {name: draft[name] for name in ("title", "source", "criteria", "breaks")}


async def test_a_draft_becomes_the_next_version_on_its_day(survey, keeper):
    draft = await start(survey, keeper)
    changed = content(draft)
    changed["criteria"][2]["title"]["vi"] = "Chất lượng thông tin"
    changed["breaks"] = ["quality"]
    saved = await send(survey, keeper, "PUT", draft, **changed)
    assert (saved.status, saved.body["version"]) == (200, 2)
    stale = await send(survey, keeper, "PUT", draft, **changed)
    assert (stale.status, stale.slug) == (412, "draft-changed")
    made = await send(survey, keeper, "POST", saved.body, valid_from=TOMORROW.isoformat())
    assert (made.status, made.body["version"], made.body["breaks"]) == (201, 2, ["quality"])
    assert (await survey.get("/api/survey/v1/instrument")).body["version"] == 1
    listed = (await survey.get(PATH, keeper)).body
    assert [(one["version"], one["valid_to"]) for one in listed] == [
        (2, None),
        (1, today().isoformat()),
    ]
    instruments: Instruments = await survey.runtime.instruments.get()
    assert instruments.shown_on(TOMORROW).version == 2
    assert instruments.broken_between({1}, {2}) == {"quality"}
    assert instruments.broken_between({2}, {2}) == set()
    again = await send(survey, keeper, "POST", saved.body, valid_from=TOMORROW.isoformat())
    assert (again.status, again.slug) == (404, "draft-not-found")


def without_options(form: Any) -> None:
    form["criteria"][0]["options"] = []


def worst_first(form: Any) -> None:
    form["criteria"][0]["options"].reverse()


def a_new_question(form: Any) -> None:
    form["criteria"][0]["key"] = "beauty"


def the_same_twice(form: Any) -> None:
    form["criteria"][1]["key"] = "interface"


def a_break_of_nothing(form: Any) -> None:
    form["breaks"] = ["beauty"]


def without_english(form: Any) -> None:
    form["title"]["en"] = " "


@pytest.mark.parametrize(
    ("spoil", "pointer"),
    [
        (without_options, "#/criteria/0/options"),
        (worst_first, "#/criteria/0/options"),
        (a_new_question, "#/criteria/0/key"),
        (the_same_twice, "#/criteria"),
        (a_break_of_nothing, "#/breaks"),
        (without_english, "#/title/en"),
    ],
)
async def test_a_faulty_draft_is_not_kept(survey, keeper, spoil, pointer):
    draft = await start(survey, keeper)
    form = content(draft)
    spoil(form)
    refused = await send(survey, keeper, "PUT", draft, **form)
    assert (refused.status, refused.pointers[0]) == (422, pointer)
    kept = await survey.get(f"{PATH}/drafts/{draft['id']}", keeper)
    assert kept.body["version"] == 1


@pytest.mark.parametrize("day", [today(), date(2020, 1, 1)])
async def test_a_version_begins_on_a_day_to_come(survey, keeper, day):
    draft = await start(survey, keeper)
    refused = await send(survey, keeper, "POST", draft, valid_from=day.isoformat())
    assert (refused.status, refused.pointers) == (422, ["#/valid_from"])


async def test_a_retired_version_leaves_when_its_day_is_over(survey, keeper):
    retired = await survey.call(
        "POST", f"{PATH}/1/retire", json={"valid_to": today().isoformat()}, headers=keeper
    )
    assert (retired.status, retired.body["valid_to"]) == (200, today().isoformat())
    assert (await survey.get("/api/survey/v1/instrument")).status == 200
    early = {"valid_to": (today() - timedelta(days=1)).isoformat()}
    refused = await survey.call("POST", f"{PATH}/1/retire", json=early, headers=keeper)
    assert refused.pointers == ["#/valid_to"]
    unknown = await survey.call("POST", f"{PATH}/99/retire", json=early, headers=keeper)
    assert (unknown.status, unknown.slug) == (404, "instrument-not-found")


async def test_a_draft_is_thrown_away(survey, keeper):
    draft = await start(survey, keeper)
    gone = await send(survey, keeper, "DELETE", draft)
    assert gone.status == 204
    assert (await survey.get(f"{PATH}/drafts", keeper)).body == []


async def test_one_units_administrator_keeps_no_survey_of_all(survey, keeper):
    [unit] = await survey.new_units(None)
    survey.runtime.units.forget()
    refused = await survey.get(PATH, bearer("x", ("admin", unit)))
    assert (refused.status, refused.slug) == (403, "not-for-one-unit")
    assert (await survey.get(PATH, bearer("x", ("leader", unit)))).status == 403
    assert (await survey.get(PATH)).status == 401
