"""What people wrote goes in its time, from the quarantine too; ratings and figures stay."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from services.survey.figures.recount import compare_day
from services.survey.reports.documents import ReportDocument, ReportFileDocument, file_id
from services.survey.reports.model import Report
from services.survey.reports.service import report_of
from services.survey.retention.rules import rules
from services.survey.worker import tasks
from shared.clock import at, local_day, now, today
from shared.contracts.survey.alerts import AlertState
from shared.contracts.survey.reports import OrderReport, ReportKind
from shared.ids import new_id
from shared.retention import forget, look
from tests.services.survey.alerts.test_alerts import BEFORE, MONDAY, look_for_alerts, rated
from tests.services.survey.polls.support import Polls
from tests.services.survey.support import RunningSurvey


async def outcomes(survey: RunningSurvey, days: int, *, apply: bool = False) -> dict[str, int]:
    """Return what is past its time some days from now, and forget it if wished."""
    with at(now() + timedelta(days=days)):
        followed = rules(survey.runtime.settings)
        found = await (forget if apply else look)(survey.runtime.mongo, followed)
    return {one.rule.name: one.rows for one in found if one.rows}


async def differences(survey: RunningSurvey) -> list[str]:
    """Return how today's figures differ from a raw recount."""
    _, found = await survey.runtime.mongo.run(partial(compare_day, day=local_day(now())))
    return found


@pytest.fixture(autouse=True)
async def nothing_else(survey: RunningSurvey) -> None:
    """Take away what the other tests left."""
    names = ("responses", "comments", "poll_texts", "quarantine", "alerts", "reports")
    for name in (*names, "figures", "figure_marks", "report_files"):
        await survey.database[name].delete_many({})
    begun = {"watermark": None, "buckets": []}
    await survey.database["figure_state"].update_one({}, {"$set": begun})


async def test_a_comment_goes_and_what_was_rated_still_counts(survey: RunningSurvey) -> None:
    portal, leader = await survey.led_portal()
    key = new_id()
    sent = await survey.rate(portal, key=key, other="Gọi tôi: 0912 345 678")
    await survey.rate(portal, other="Trang dễ đọc")
    await survey.roll_up()
    before = await survey.figures(leader, portal=portal)
    assert await outcomes(survey, 729) == {}
    assert await outcomes(survey, 731) == {"comments": 2}
    assert await survey.database["comments"].count_documents({}) == 2

    assert await outcomes(survey, 731, apply=True) == {"comments": 2}
    assert await survey.database["comments"].count_documents({}) == 0
    stored = await survey.stored(portal)
    assert [("other" in one, len(one["ratings"])) for one in stored] == [(False, 5)] * 2
    assert await differences(survey) == []
    assert await survey.database["comments"].count_documents({}) == 0
    after = await survey.figures(leader, portal=portal)
    assert (after["responses"], after["criteria"]) == (2, before["criteria"])
    again = await survey.rate(portal, key=key, other="Gọi tôi: 0912 345 678")
    assert (again.status, again.body) == (201, sent.body)
    assert await outcomes(survey, 731) == {}


async def test_a_text_in_a_poll_goes_and_who_wrote_one_still_counts(survey: RunningSurvey) -> None:
    [unit] = await survey.new_units(None)
    polls = Polls(survey, unit)
    poll = await polls.opened()
    await polls.answer(poll, choices={"q1": ["o1"]}, texts={"q4": "Mở thứ Bảy."})
    before = await polls.results(poll)
    assert await outcomes(survey, 731, apply=True) == {"texts written in polls": 1}
    assert await differences(survey) == []
    assert await survey.database["poll_texts"].count_documents({}) == 0
    [stored] = await survey.database["responses"].find({}).to_list()
    assert (stored["texts"], stored["ratings"]) == ({"q4": ""}, {"q1": "o1"})
    after = await polls.results(poll)
    assert after["questions"] == before["questions"]
    assert await outcomes(survey, 731) == {}


async def test_a_text_held_back_goes_and_its_ratings_may_be_released(survey: RunningSurvey) -> None:
    portal, leader = await survey.led_portal()
    held = await survey.rate(portal, website="x", other="Gọi tôi: 0912 345 678")
    await survey.rate(portal, website="x")
    assert await outcomes(survey, 731) == {"texts in the quarantine": 1}
    assert await outcomes(survey, 731, apply=True) == {"texts in the quarantine": 1}
    row = await survey.database["quarantine"].find_one({"_id": held.body["id"]})
    assert row is not None
    assert ("other" in row["response"], "text_mark" in row, row["verdict"]) == (
        False, False, "held",
    )  # fmt: skip
    form = {"responses": [held.body["id"]], "verdict": "released", "reason": "Đã xem"}
    path, keeper = "/api/survey/v1/quarantine/decisions", await survey.keeper_of_all()
    assert (await survey.call("POST", path, json=form, headers=keeper)).body == {"moved": 1}
    await survey.roll_up()
    assert (await survey.figures(leader, portal=portal))["responses"] == 1
    assert await differences(survey) == []
    assert await outcomes(survey, 731) == {}


async def test_of_a_released_response_both_texts_go(survey: RunningSurvey) -> None:
    portal, _ = await survey.led_portal()
    held = await survey.rate(portal, website="x", other="Gọi tôi: 0912 345 678")
    form = {"responses": [held.body["id"]], "verdict": "released", "reason": "Đã xem"}
    path, keeper = "/api/survey/v1/quarantine/decisions", await survey.keeper_of_all()
    await survey.call("POST", path, json=form, headers=keeper)
    await survey.roll_up()
    expected = {"comments": 1, "texts in the quarantine": 1}
    assert await outcomes(survey, 731, apply=True) == expected
    left = [
        row
        for name in ("responses", "comments", "quarantine")
        for row in await survey.database[name].find({}).to_list()
        if "0912" in str(row)
    ]
    assert left == []


async def test_an_alert_goes_when_it_was_resolved(survey: RunningSurvey) -> None:
    for _ in range(2):
        portal, _ = await survey.led_portal()
        await rated(survey, portal, BEFORE, 40, 0)
    assert await look_for_alerts(survey.runtime, MONDAY) == 2
    alerts = survey.database["alerts"]
    first = await alerts.find_one({})
    assert first is not None
    resolved = {"$set": {"state": AlertState.RESOLVED.value}}
    await alerts.update_one({"_id": first["_id"]}, resolved)
    assert "resolved alerts" not in await outcomes(survey, 1_825)
    assert (await outcomes(survey, 1_825 + 29, apply=True))["resolved alerts"] == 1
    assert [one["state"] for one in await alerts.find({}).to_list()] == ["open"]


async def kept_report(**fields: Any) -> Report:
    form = OrderReport(kind=ReportKind.MONTH, unit="hue", first=today())
    report = report_of(form, "Huế", new_id())
    made = report.model_copy(update=fields)
    await made.insert()
    return made


async def test_a_report_goes_with_its_files_and_one_to_be_made_stays(survey: RunningSurvey) -> None:
    waiting = await kept_report()
    made = await kept_report(due_at=None, files=["pdf", "xlsx"])
    for kind in ("pdf", "xlsx"):
        id_ = file_id(made.id, kind)
        await ReportFileDocument(id=id_, media_type="x", sha256="", content=b"%PDF").insert()
    assert "reports" not in await outcomes(survey, 3_650)
    assert await outcomes(survey, 3_650 + 11, apply=True) == {"reports": 1}
    assert [one.id for one in await ReportDocument.find_all().to_list()] == [waiting.id]
    assert await survey.database["report_files"].count_documents({}) == 0


def test_it_runs_every_night() -> None:
    assert "survey.forget_old_records" in tasks.beat
