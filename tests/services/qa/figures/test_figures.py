"""A leader's figures, counted by hand."""

from datetime import datetime, timedelta

import pytest

from services.qa.escalations.service import scan
from services.qa.figures.rolling import roll_up
from shared.clock import HO_CHI_MINH, now
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE
from tests.support.tokens import bearer

NOTHING = {
    "received": 0, "answered": 0, "on_time": 0, "late": 0, "open": 0, "waiting": 0, "overdue": 0,
    "escalated": 0, "forwarded": 0, "reopened": 0, "rejected": 0, "withdrawn": 0, "merged": 0,
    "on_time_share": None,
}  # fmt: skip


async def move(qa, code: str, **fields) -> None:
    found = await qa.stored(code)
    for name, value in fields.items():
        setattr(found, name, value)
    await found.replace()


@pytest.fixture
async def questions(qa):
    """Return what was asked: two answered, one of them late, one overdue, one fresh."""
    early, late = [(await qa.answered())["code"] for _ in range(2)]
    overdue, fresh = (await qa.ask())["code"], (await qa.ask(unit=SCIENCE))["code"]
    await scan(qa.runtime, (await qa.stored(overdue)).due_at)
    await qa.deliver_events()
    past = now() - timedelta(hours=1)
    await move(qa, late, due_at=past)
    await move(qa, overdue, due_at=past)
    old = now() - timedelta(days=40)
    await move(qa, early, asked_at=old)
    return early, late, overdue, fresh


async def figures(qa, who="leader1", **params):
    await roll_up(qa.runtime.mongo)
    answered = await qa.get("/figures", who, params=params)
    assert answered.status == 200, answered.body
    return answered.body


async def counts(qa, who="leader1", **params):
    found = await figures(qa, who, **params)
    return {name: found[name] for name in NOTHING}


async def test_all_of_the_province(qa, questions):
    assert await counts(qa) == {
        **NOTHING, "received": 4, "answered": 2, "on_time": 1, "late": 1, "open": 2, "overdue": 1,
        "escalated": 2, "on_time_share": pytest.approx(1 / 3),
    }  # fmt: skip


async def test_one_unit(qa, questions):
    found = await figures(qa, unit=SCIENCE)
    assert (found["received"], found["open"]) == (1, 1)
    assert found["on_time_share"] is None
    assert (await figures(qa, unit=JUSTICE))["received"] == 3


async def test_a_period_by_days_both_included(qa, questions):
    today = now().astimezone(HO_CHI_MINH).date()
    old = today - timedelta(days=40)
    assert (await figures(qa, **{"from": str(today)}))["received"] == 3
    assert (await figures(qa, **{"from": str(today), "to": str(today)}))["received"] == 3
    assert (await figures(qa, to=str(old)))["received"] == 1
    assert (await figures(qa, to=str(old - timedelta(days=1))))["received"] == 0
    days = await figures(qa, **{"from": str(old), "to": str(today)})
    assert (days["received"], days["start"], days["end"]) == (4, str(old), str(today))


async def test_nothing_asked(qa):
    found = await figures(qa)
    assert {name: found[name] for name in NOTHING} == NOTHING
    assert found["working_time"]["n"] == found["ratings"]["n"] == 0
    assert [band["open"] for band in found["backlog"]] == [0, 0, 0, 0]
    assert found["periods"] == []
    assert "766" in found["method"]["vi"]
    assert "766" in found["method"]["en"]


async def test_a_question_that_moves_counts_where_it_is_now(qa, questions):
    await figures(qa)
    await move(qa, questions[2], lead_unit=SCIENCE, forwards=1)
    assert (await figures(qa, unit=JUSTICE))["received"] == 2
    there = await figures(qa, unit=SCIENCE)
    assert (there["received"], there["forwarded"], there["overdue"]) == (2, 1, 1)
    assert (await figures(qa))["received"] == 4


async def test_what_waits_for_the_sender_is_not_late(qa):
    code = (await qa.ask())["code"]
    past = now() - timedelta(hours=2)
    paused = {"status": "info_requested", "due_at": past}
    await move(qa, code, **paused, paused_since=past - timedelta(hours=1))
    found = await figures(qa)
    assert (found["open"], found["waiting"], found["overdue"]) == (1, 1, 0)
    await move(qa, code, **paused, paused_since=past + timedelta(hours=1))
    found = await figures(qa)
    assert (found["open"], found["waiting"], found["overdue"]) == (1, 1, 1)


async def test_rejected_withdrawn_and_merged_are_outside_the_share(qa):
    for status in ("rejected", "withdrawn", "merged"):
        await move(qa, (await qa.ask())["code"], status=status, due_at=now() - timedelta(days=9))
    await qa.answered()
    found = await figures(qa)
    assert [found[name] for name in ("rejected", "withdrawn", "merged", "received")] == [1, 1, 1, 4]
    assert found["on_time_share"] == 1


async def test_working_time_and_ratings(qa):
    for number in range(10):
        code = (await qa.answered())["code"]
        stored = await qa.stored(code)
        stored.answer.answered_in_seconds = (number + 1) * 3600 - 60
        level = "dissatisfied" if number == 0 else "satisfied"
        rated = {"id": code, "level": level, "comment": "", "at": now()}
        stored = type(stored).model_validate({**stored.model_dump(), "rating": rated})
        await stored.replace()
    found = await figures(qa)
    time = found["working_time"]
    assert (time["n"], time["median_hours"], time["p90_hours"]) == (10, 5, 9)
    assert (time["median_days"], time["p90_days"]) == (0.6, 1.1)
    assert found["ratings"] == {
        "n": 10, "satisfied": 9, "acceptable": 0, "dissatisfied": 1, "satisfaction_share": 0.9,
    }  # fmt: skip


async def test_backlog_by_age_counts_what_was_asked_before_the_period_too(qa):
    for days in (0, 9, 16, 60, 400):
        code = (await qa.ask())["code"]
        asked = now() - timedelta(days=days)
        late = {"due_at": now() - timedelta(hours=1)} if days >= 60 else {}
        await move(qa, code, asked_at=asked, **late)
    today = now().astimezone(HO_CHI_MINH).date()
    found = await figures(qa, **{"from": str(today)})
    assert found["received"] == 1
    assert [(band["from_days"], band["to_days"]) for band in found["backlog"]] == [
        (0, 5), (6, 10), (11, 15), (16, None),
    ]  # fmt: skip
    assert sum(band["open"] for band in found["backlog"]) == 5
    assert found["backlog"][0]["open"] >= 1
    assert (found["backlog"][3]["open"], found["backlog"][3]["overdue"]) == (2, 2)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("month", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("half_year", ["2025-H2", "2026-H1"]),
        ("year", ["2025", "2026"]),
    ],
)
async def test_by_calendar_period(qa, by, names):
    for day in ("2025-11-20", "2026-01-05", "2026-02-10", "2026-02-11"):
        code = (await qa.ask())["code"]
        asked = datetime.fromisoformat(f"{day}T09:00:00+07:00")
        await move(qa, code, asked_at=asked)
    params = {"from": "2025-11-20", "to": "2026-02-10", "by": by}
    periods = (await figures(qa, **params))["periods"]
    assert [period["name"] for period in periods] == names
    assert (periods[0]["start"], periods[-1]["end"]) == ("2025-11-20", "2026-02-10")
    assert sum(period["received"] for period in periods) == 3


async def test_a_row_for_each_unit(qa, questions):
    await roll_up(qa.runtime.mongo)
    found = (await qa.get("/figures/units", "leader1")).body
    rows = {row["unit"]["id"]: row["received"] for row in found["units"]}
    assert rows == {JUSTICE: 3, SCIENCE: 1}
    assert [row["unit"]["name"] for row in found["units"]] == [
        "Sở Khoa học và Công nghệ", "Sở Tư pháp",
    ]  # fmt: skip
    assert found["total"]["received"] == 4


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 401), ("citizen1", 403), ("officer1", 403),
        ("leader1", 200), ("head1", 200), ("coordinator1", 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/figures", "/figures/units", "/figures.csv", "/figures.xlsx"])
async def test_for_whom(qa, path, who, status):
    assert (await qa.get(path, who)).status == status


async def test_a_head_sees_the_own_unit_only(qa, questions):
    assert (await figures(qa, "head1"))["received"] == 3
    refused = await qa.get("/figures", "head1", params={"unit": SCIENCE})
    assert refused.status == 403


async def test_another_provinces_unit(qa):
    assert (await qa.get("/figures", "leader1", params={"unit": "so-cua-tinh-khac"})).status == 403


@pytest.mark.parametrize(
    "params", [{"from": "x"}, {"to": "2026-13-01"}, {"unit": "A B"}, {"by": "week"}]
)
async def test_bad_questions_are_pointed_at(qa, params):
    refused = await qa.get("/figures", "leader1", params=params)
    assert (refused.status, refused.pointers) == (422, [f"query:{next(iter(params))}"])


async def test_days_come_in_order(qa):
    params = {"from": "2026-02-02", "to": "2026-02-01"}
    refused = await qa.get("/figures", "leader1", params=params)
    assert (refused.status, refused.pointers) == (422, ["query:to"])


async def test_a_system_that_may_read_figures_reads_those_of_any_unit(qa, questions):
    await roll_up(qa.runtime.mongo)
    url = f"{qa.url}/api/qa/v1/figures"
    header = bearer("client:survey", kind="client", scope="figures:read", roles=[])
    for unit, received in ((JUSTICE, 3), (PROVINCE, 4)):
        async with qa.http.get(url, params={"unit": unit}, headers=header) as answer:
            assert (await answer.json())["received"] == received
    async with qa.http.get(url, params={"unit": "no-such-unit"}, headers=header) as answer:
        assert answer.status == 403
    for scope in ("directory:read", ""):
        other = bearer("client:x", kind="client", scope=scope, roles=[])
        async with qa.http.get(url, headers=other) as answer:
            assert answer.status == 403
