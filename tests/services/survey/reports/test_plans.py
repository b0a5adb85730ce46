"""Reports by schedule: ordered once when a period is over, made up for, told to their leaders."""

from datetime import date

import pytest

from services.survey.reports.documents import ReportDocument
from services.survey.reports.model import days_of, last_period
from services.survey.reports.plans import order_planned_reports
from services.survey.reports.service import make_due_reports
from shared.contracts.survey.reports import ReportKind
from tests.support.tokens import bearer

PATH = "/api/survey/v1/report-plans"
MONTH, HALF_YEAR, YEAR = ReportKind.MONTH, ReportKind.HALF_YEAR, ReportKind.YEAR


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (MONTH, date(2026, 11, 28), date(2026, 10, 1), date(2026, 10, 31)),
        (MONTH, date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (MONTH, date(2028, 3, 1), date(2028, 2, 1), date(2028, 2, 29)),
        (HALF_YEAR, date(2026, 6, 30), date(2025, 7, 1), date(2025, 12, 31)),
        (HALF_YEAR, date(2026, 7, 1), date(2026, 1, 1), date(2026, 6, 30)),
        (YEAR, date(2026, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_period_just_over(kind, day, first, last):
    assert days_of(last_period(kind, "hue", day)) == (first, last)


async def planned(unit: str) -> list[tuple[str, str]]:
    rows = await ReportDocument.find({"unit": unit}).sort("mark").to_list()
    return sorted((row.kind.value, row.period) for row in rows)


@pytest.fixture
async def units(survey) -> tuple[str, str]:
    """Return the unit at the top, alone there, and one below it."""
    [root] = await survey.new_units(None)
    [unit] = await survey.new_units(root)
    await survey.database["units"].delete_many({"_id": {"$nin": [root, unit]}})
    survey.runtime.units.forget()
    return root, unit


async def test_the_top_unit_has_all_kinds_made_once_each(survey, units):
    root, unit = units
    for _ in range(2):
        await order_planned_reports(survey.runtime, date(2026, 1, 3))
    assert await planned(root) == [
        ("half_year", "2025-H2"), ("month", "2025-12"), ("year", "2025"),
    ]  # fmt: skip
    assert await planned(unit) == []
    assert await order_planned_reports(survey.runtime, date(2026, 1, 11)) == 0


async def test_an_outage_is_made_up_for_and_the_distant_past_is_not(survey, units):
    root, _ = units
    await order_planned_reports(survey.runtime, date(2026, 4, 20))
    assert await planned(root) == []
    await order_planned_reports(survey.runtime, date(2026, 5, 10))
    assert await planned(root) == [("month", "2026-04")]


async def test_leaders_say_which_are_made(survey, units):
    root, unit = units
    leader, below = bearer("l", ("leader", root)), bearer("b", ("leader", unit))
    shown = (await survey.get(PATH, leader)).body
    assert shown == [{"unit": root, "kinds": ["month", "half_year", "year"]}]
    assert (await survey.get(PATH, below)).body == [{"unit": unit, "kinds": []}]
    form = {"kinds": ["year", "month", "month"]}
    kept = await survey.call("PUT", f"{PATH}/{unit}", json=form, headers=below)
    assert (kept.status, kept.body) == (200, {"unit": unit, "kinds": ["month", "year"]})
    none = await survey.call("PUT", f"{PATH}/{root}", json={"kinds": []}, headers=leader)
    assert none.body == {"unit": root, "kinds": []}
    await order_planned_reports(survey.runtime, date(2026, 1, 3))
    assert (await planned(root), len(await planned(unit))) == ([], 2)
    assert [one["unit"] for one in (await survey.get(PATH, leader)).body] == sorted([root, unit])


async def test_whose_plans_and_what_plans(survey, units):
    root, unit = units
    below = bearer("b", ("leader", unit))
    refused = await survey.call("PUT", f"{PATH}/{root}", json={"kinds": []}, headers=below)
    assert (refused.status, refused.slug) == (403, "outside-own-units")
    gone = await survey.call("PUT", f"{PATH}/nowhere", json={"kinds": []}, headers=below)
    assert (gone.status, gone.slug) == (404, "unit-not-found")
    for kinds in (["period"], ["week"], "month", None):
        wrong = await survey.call("PUT", f"{PATH}/{unit}", json={"kinds": kinds}, headers=below)
        assert wrong.status == 422
    assert (await survey.get(PATH)).status == 401
    assert (await survey.get(PATH, bearer("h", ("head", unit)))).status == 403


async def test_others_hear_when_it_is_ready(survey, units, qa_beside):
    root, _ = units
    await order_planned_reports(survey.runtime, date(2026, 5, 2))
    await make_due_reports(survey.runtime)
    [report] = await ReportDocument.find({"unit": root}).to_list()
    assert report.state == "ready"
    assert report.out().is_planned
    rows = await survey.database["outbox"].find({"payload.report": report.id}).to_list()
    assert [(row["name"], row["payload"]) for row in rows] == [
        (
            "survey.report_ready.v1",
            {"report": report.id, "unit": root, "period": "2026-04", "person": ""},
        )
    ]
