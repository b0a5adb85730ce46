"""The demonstration data: quick, believable, the same, and not added twice."""

import time
from collections import Counter

from services.survey import seeds
from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.recount import recount
from shared.clock import at, local_day, now, today
from shared.contracts.auth.directory import DirectoryOut, UnitOut
from shared.contracts.survey.events import AlertOpened
from shared.ids import new_id
from tests.services.survey.settings import survey_settings
from tests.services.survey.support import VALID_FROM
from tests.support.databases import drop_database

OPENED = AlertOpened.wire_name


def directory() -> DirectoryOut:
    kinds = {"province": 1, "department": 15, "commune": 40, "division": 5}
    units = [
        UnitOut(
            id="tp-hue" if kind == "province" else f"{kind}-{number}",
            name="Thành phố Huế" if kind == "province" else f"Đơn vị {kind} {number}",
            kind=kind,
            parent=None if kind == "province" else "tp-hue",
            valid_from=VALID_FROM,
        )
        for kind, total in kinds.items()
        for number in range(total)
    ]
    return DirectoryOut(units=units, people=[], calendars=[])


async def assert_believable(runtime: SurveyRuntime) -> None:
    responses = await runtime.mongo.database["responses"].find().to_list()
    assert len(responses) == 5_000
    moments = [one["received_at"] for one in responses]
    assert max(moments) < now()
    assert 360 <= (today() - local_day(min(moments))).days <= 366
    portals = Counter(one["portal"] for one in responses)
    assert portals["demo"] == max(portals.values())
    assert 15 <= len(portals) <= 25
    assert min(portals.values()) > 50
    weekdays = Counter(local_day(moment).weekday() for moment in moments)
    assert weekdays[5] + weekdays[6] < weekdays[0]
    comments = await runtime.mongo.database["comments"].count_documents({})
    assert 300 < comments < 600
    shares = Counter(one["ratings"].get("interaction") for one in responses)
    assert all(shares[key] > 150 for key in ("satisfied", "acceptable", "dissatisfied"))


async def alerts_of(runtime: SurveyRuntime) -> list[tuple[str, ...]]:
    rows = await runtime.mongo.database["alerts"].find().to_list()
    return [tuple(row[key] for key in ("portal", "kind", "criterion", "state")) for row in rows]


async def test_seeding_is_quick_and_counted_at_once_and_adds_nothing_twice(
    survey, mongodb_uri, redis_url
):
    settings = survey_settings(mongodb_uri, redis_url, f"test_survey_{new_id()}")
    async with SurveyRuntime(settings) as runtime:
        begun = time.monotonic()
        await seeds.seed(runtime, directory())
        assert time.monotonic() - begun < 20  # about one second when nothing else runs
        await assert_believable(runtime)
        assert (await recount(runtime)).differences == []
        assert await alerts_of(runtime) == [("department-0", "fall", "content", "open")]
        await runtime.mongo.database["responses"].delete_many({"portal": "department-0"})
        await seeds.seed(runtime, directory())
        await assert_believable(runtime)
        assert (await recount(runtime)).differences == []
        assert await alerts_of(runtime) == [("department-0", "fall", "content", "open")]
        events = await runtime.mongo.database["outbox"].find({"name": OPENED}).to_list()
        assert [event["payload"]["unit"] for event in events] == ["department-0"]
    await survey.runtime.mongo.open()  # the documents are bound to the last one opened
    await drop_database(mongodb_uri, settings.database)


async def test_the_same_moment_gives_the_same_data(survey):
    asked = (await survey.runtime.instruments.get()).questions()
    portals = seeds.demo_portals(directory().units)
    with at(now()):
        one = list(seeds.demo_responses(portals, asked, 1))
        two = list(seeds.demo_responses(portals, asked, 1))
    assert one == two
