"""Open data over HTTP: whole months, nothing of small groups, not even by subtraction."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest

from services.survey.figures.rolling import mark_days
from services.survey.open_data.queries import last_whole_month
from shared.clock import HO_CHI_MINH, today
from shared.contracts.survey.open_data import PublicFiguresOut
from shared.ids import new_id

PATH = "/api/open-data/figures"


@pytest.fixture
async def month(survey) -> dict[str, Any]:
    """Rate two portals in the last whole month, one of them hardly."""
    busy, quiet = await survey.new_portal(), await survey.new_portal()
    name = last_whole_month(today())
    moment = datetime.fromisoformat(f"{name}-15T09:00").replace(tzinfo=HO_CHI_MINH)
    rows = [(busy, {"quality": "good"})] * 8 + [
        (busy, {"quality": "fair", "support": "partly"})
    ] * 4
    rows += [(quiet, {"quality": "average"})] * 9
    await survey.database["responses"].insert_many(
        {
            "_id": new_id(), "portal": portal, "version": 1, "source": "portal",
            "ratings": ratings, "body_hash": "", "received_at": moment,
        }
        for portal, ratings in rows
    )  # fmt: skip
    await mark_days(survey.runtime.mongo, [moment.date()])
    await survey.roll_up()
    return {"month": name, "busy": busy, "quiet": quiet}


async def test_small_groups_are_withheld(survey, month):
    answer = await survey.get(f"{PATH}.json")
    assert answer.status == 200
    shown = PublicFiguresOut.model_validate(answer.body)
    assert shown.month == month["month"]
    portals = {one.portal: one for one in shown.portals}
    [quality] = portals[month["busy"]].criteria
    assert (quality.key, quality.n) == ("quality", 12)
    assert [option.count for option in quality.options] == [8, 4, 0]
    assert "support" in portals[month["busy"]].withheld
    assert portals[month["quiet"]].criteria == []


async def test_totals_reveal_nothing_that_is_withheld(survey, month):
    shown = PublicFiguresOut.model_validate((await survey.get(f"{PATH}.json")).body)
    for total in shown.totals:
        figures = [one for portal in shown.portals for one in portal.criteria]
        assert total.n == sum(one.n for one in figures if one.key == total.key)
    assert all(figure.n >= 10 for portal in shown.portals for figure in portal.criteria)


async def test_the_table_says_the_same(survey, month):
    answer = await survey.get(f"{PATH}.csv", month=month["month"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f"lang-nghe-{month['month']}.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    busy = [row for row in rows if row["portal"] == month["busy"]]
    assert [(row["option"], row["n"], row["count"]) for row in busy if row["n"]] == [
        ("good", "12", "8"),
        ("fair", "12", "4"),
        ("average", "12", "0"),
    ]
    quiet = [row for row in rows if row["portal"] == month["quiet"]]
    assert len(quiet) == 5
    assert {(row["n"], row["count"], row["share"]) for row in quiet} == {("", "", "")}


async def test_a_month_is_published_when_it_is_over(survey):
    this = today().isoformat()[:7]
    for path in (f"{PATH}.json", f"{PATH}.csv"):
        for month in (this, "2099-01"):
            answer = await survey.get(path, month=month)
            assert (answer.status, answer.slug) == (404, "month-not-published")
        for month in ("2026-13", "2026-1", "11/2026", "2026-11-01"):
            answer = await survey.get(path, month=month)
            assert (answer.status, answer.pointers) == (422, ["query:month"])


async def test_a_month_before_the_beginning_is_empty(survey):
    shown = (await survey.get(f"{PATH}.json", month="2019-01")).body
    assert {one["n"] for one in shown["totals"]} == {0}
    assert all(one["criteria"] == [] for one in shown["portals"])


def test_the_last_whole_month():
    assert last_whole_month(date(2026, 1, 1)) == "2025-12"
    assert last_whole_month(date(2026, 3, 31)) == "2026-02"


async def test_the_catalogue_leads_to_the_data(survey, month):
    answer = await survey.get("/api/open-data/catalog.jsonld")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/ld+json")
    [dataset] = answer.body["dcat:dataset"]
    assert dataset["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert dataset["dct:temporal"]["dcat:startDate"]["@value"] <= f"{month['month']}-01"
    public = survey.runtime.settings.public_url
    for distribution in dataset["dcat:distribution"]:
        address = distribution["dcat:downloadURL"]["@id"]
        assert address.startswith(f"{public}/api/open-data/")
        assert (await survey.get(address.removeprefix(public))).status == 200
