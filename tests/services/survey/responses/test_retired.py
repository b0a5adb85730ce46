"""Answers to a retired version: counted under it while pages may still be open, then refused."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.survey.instruments.documents import InstrumentDocument
from services.survey.instruments.service import publish_instruments, shipped_instruments
from shared.clock import today
from shared.ids import new_id
from tests.services.survey.support import BEST, RunningSurvey

JUST_RETIRED, LONG_RETIRED, FUTURE = 901, 902, 903


@pytest.fixture
async def versions(survey: RunningSurvey) -> AsyncIterator[None]:
    """Publish versions that were retired a week ago, longer ago, and one that begins tomorrow."""
    [first] = shipped_instruments()
    grace, begun = survey.runtime.settings.instrument_grace_days, today() - timedelta(days=90)
    spans = {
        JUST_RETIRED: (begun, today() - timedelta(days=grace)),
        LONG_RETIRED: (begun, today() - timedelta(days=grace + 1)),
        FUTURE: (today() + timedelta(days=1), None),
    }
    made = [
        first.model_copy(update={"version": version, "valid_from": begins, "valid_to": ends})
        for version, (begins, ends) in spans.items()
    ]
    await publish_instruments(made)
    survey.runtime.instruments.forget()
    yield
    await InstrumentDocument.find({"_id": {"$in": list(spans)}}).delete()
    survey.runtime.instruments.forget()


async def test_a_page_still_open_is_answered_under_its_version(survey, versions):
    portal = await survey.new_portal()
    assert (await survey.rate(portal, instrument_version=JUST_RETIRED)).status == 201
    await survey.roll_up()
    [stored] = await survey.stored(portal)
    assert stored["version"] == JUST_RETIRED
    [month] = await survey.database["figures"].find({"scope": portal}).to_list()
    [day] = month["days"].values()
    assert day == {f"{JUST_RETIRED}:portal": {"responses": 1, **_chosen()}}


async def test_later_it_is_gone_and_a_repeat_still_gets_its_answer(survey, versions):
    portal, key = await survey.new_portal(), new_id()
    first = await survey.rate(portal, key=key, instrument_version=JUST_RETIRED)
    late = await survey.rate(portal, instrument_version=LONG_RETIRED)
    assert (late.status, late.slug) == (410, "instrument-retired")
    ended = {"content.valid_to": (today() - timedelta(days=60)).isoformat()}
    stored = InstrumentDocument.get_pymongo_collection()
    await stored.update_one({"_id": JUST_RETIRED}, {"$set": ended})
    survey.runtime.instruments.forget()
    again = await survey.rate(portal, key=key, instrument_version=JUST_RETIRED)
    assert (again.status, again.body) == (201, first.body)
    refused = await survey.rate(portal, key=new_id(), instrument_version=JUST_RETIRED)
    assert refused.status == 410
    assert len(await survey.stored(portal)) == 1


async def test_a_version_to_come_is_unknown(survey, versions):
    portal = await survey.new_portal()
    early = await survey.rate(portal, instrument_version=FUTURE)
    assert (early.status, early.pointers) == (422, ["#/instrument_version"])
    assert await survey.stored(portal) == []


async def test_the_clock_of_the_browser_means_nothing(survey):
    portal = await survey.new_portal()
    shown = (await survey.get("/api/survey/v1/challenge", portal=portal)).body
    body = {"portal": portal, "ratings": BEST, "ticket": shown["ticket"]}
    for told in ("Mon, 01 Jan 1990 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday"):
        headers = {"Date": told, "If-Modified-Since": told}
        sent = await survey.call("POST", "/api/survey/v1/responses", json=body, headers=headers)
        assert sent.status == 201
    days = {one["received_at"].date() for one in await survey.stored(portal)}
    assert all(abs((day - today()).days) <= 1 for day in days)
    assert len(await survey.stored(portal)) == 3


def _chosen() -> dict[str, int]:
    return {f"{criterion}:{option}": 1 for criterion, option in BEST.items()}
