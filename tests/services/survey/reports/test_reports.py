"""Reports: ordered, made once, the same figures in document and workbook as over the API."""

import asyncio
import io
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from services.survey.reports import service
from services.survey.reports.content import legal_basis
from services.survey.reports.documents import ReportDocument, ReportFileDocument
from services.survey.reports.service import make_due_reports
from services.survey.reports.typesetting import as_pdf
from services.survey.reports.words import number, percent
from shared.clock import now
from tests.services.survey.figures.test_routes import of_day, store
from tests.services.survey.reports.conftest import QaBeside
from tests.services.survey.support import RunningSurvey
from tests.support.tokens import bearer

PATH = "/api/survey/v1/reports"
SPAN = {"from_": "2026-01-01", "to": "2026-06-30"}


class Scene:
    """A leader whose unit has one rated portal."""

    def __init__(self, unit: str, portal: str) -> None:
        self.unit, self.portal = unit, portal
        self.leader = bearer("leader", ("leader", unit))
        self.half_year = {"kind": "half_year", "unit": unit, "from": "2026-01-01"}


@pytest.fixture
async def scene(survey: RunningSurvey, qa_beside: QaBeside) -> Scene:
    [unit] = await survey.new_units(None)
    portal = await survey.new_portal(unit)
    before, within = date(2025, 9, 1), date(2026, 2, 2)
    answers = [of_day(portal, before, {"quality": "good", "interaction": "satisfied"})] * 40
    answers += [of_day(portal, within, {"quality": "average"})] * 30
    answers += [of_day(portal, within + timedelta(days=40), {"quality": "good"})] * 10
    await store(survey, [{**one, "_id": f"{portal}-{n}"} for n, one in enumerate(answers)])
    await survey.rate(portal, website="x")
    return Scene(unit, portal)


async def order(survey: RunningSurvey, scene: Scene, **changed: Any) -> Any:
    form = {**scene.half_year, **changed}
    return await survey.call("POST", PATH, json=form, headers=scene.leader)


async def download(survey: RunningSurvey, scene: Scene, report: str, kind: str) -> Any:
    url = f"{survey.url}{PATH}/{report}/{kind}"
    async with survey.http.get(url, headers=scene.leader) as response:
        return response.status, response.headers, await response.read()


async def test_a_report_says_what_the_figures_say(survey, scene):
    ordered = await order(survey, scene)
    assert (ordered.status, ordered.body["state"]) == (202, "waiting")
    report = ordered.body["id"]
    assert (ordered.body["first"], ordered.body["last"]) == ("2026-01-01", "2026-06-30")
    early = await download(survey, scene, report, "pdf")
    assert early[0] == 409
    await make_due_reports(survey.runtime)

    shown = (await survey.get(f"{PATH}/{report}", scene.leader)).body
    assert (shown["state"], shown["progress"], shown["files"]) == ("ready", 100, ["pdf", "xlsx"])
    figures = await survey.figures(scene.leader, unit=scene.unit, compare="before", **SPAN)
    status, headers, pdf = await download(survey, scene, report, "pdf")
    assert (status, headers["Content-Type"], pdf[:5]) == (200, "application/pdf", b"%PDF-")
    assert "attachment" in headers["Content-Disposition"]

    stored = await ReportDocument.get(report)
    assert stored is not None
    told = stored.told
    assert told is not None
    quality = next(one for one in told["criteria"] if one["title"] == "Chất lượng")
    [figure] = [one for one in figures["criteria"] if one["key"] == "quality"]
    assert quality["n"] == str(figure["n"]) == "40"
    assert [one["count"] for one in quality["options"]] == ["10", "0", "30"]
    assert quality["options"][0]["share"] == "25,0 %"
    assert quality["score"] == "0,5"
    assert quality["change"].startswith("Kém đi (−1,50 điểm")
    assert quality["satisfied"] is None
    assert told["before"] == {"period": "01/07/2025 – 31/12/2025", "responses": "40"}
    assert [one["responses"] for one in told["months"]] == ["0", "30", "10", "0", "0", "0"]


async def test_a_report_says_how_questions_were_answered(survey, scene, qa_beside):
    report = (await order(survey, scene)).body["id"]
    await make_due_reports(survey.runtime)
    asked = [one for one in qa_beside.asked if one["unit"] == scene.unit]
    assert [(one["from"], one["to"]) for one in asked] == [
        ("2026-01-01", "2026-06-30"),
        ("2025-07-01", "2025-12-31"),
    ]
    stored = await ReportDocument.get(report)
    assert stored is not None
    assert stored.told is not None
    rows = {name: (now_, before) for name, now_, before in stored.told["answering"]}
    assert rows["Câu hỏi đã nhận"] == ("1.234", "900")
    assert rows["Tỷ lệ đúng hạn"][0] == "93,9 %"
    assert rows["Thời gian xử lý trung vị"][0] == "2,5 ngày làm việc"
    assert rows["Đã chuyển cấp"][0] == "7"
    assert rows["Hài lòng với câu trả lời"][0] == "87,5 % (40 lượt)"
    assert "Đúng hạn theo Quyết định 766." in stored.told["method"]
    _, _, content = await download(survey, scene, report, "xlsx")
    sheet = load_workbook(io.BytesIO(content))["Hỏi đáp"]
    numbers = {name: now_ for name, now_, _ in sheet.iter_rows(min_row=2, values_only=True)}
    assert numbers["Tỷ lệ đúng hạn (0–1)"] == 0.9387
    assert numbers["Đang tồn đọng"] == 230


async def test_a_report_waits_for_qa_and_then_says_what_it_lacks(survey, scene, qa_beside):
    qa_beside.is_away = True
    report = (await order(survey, scene)).body["id"]
    states = []
    for _ in range(3):
        await make_due_reports(survey.runtime)
        document = await ReportDocument.get(report)
        assert document is not None
        states.append(document.state.value)
        if document.due_at:
            document.due_at = now() - timedelta(seconds=1)
            await document.replace()
    assert states == ["working", "working", "ready"]
    assert document.told is not None
    assert document.told["answering"] is None
    assert (await download(survey, scene, report, "pdf"))[2][:5] == b"%PDF-"


async def test_the_workbook_holds_numbers(survey, scene):
    report = (await order(survey, scene)).body["id"]
    await make_due_reports(survey.runtime)
    _, _, content = await download(survey, scene, report, "xlsx")
    book = load_workbook(io.BytesIO(content))
    rows = list(book["Tổng hợp"].iter_rows(values_only=True))
    [good] = [row for row in rows if row[:2] == ("Chất lượng", "Tốt")]
    assert good[2:5] == (10, 40, 0.25)
    assert [row[1] for row in book["Theo tháng"].iter_rows(min_row=2, values_only=True)] == [
        0, 30, 10, 0, 0, 0,
    ]  # fmt: skip


async def test_the_same_report_is_the_same_document(survey, scene):
    reports = [(await order(survey, scene)).body["id"] for _ in range(2)]
    await make_due_reports(survey.runtime)
    told = [(await ReportDocument.get(report)) for report in reports]
    assert told[0] is not None
    assert told[1] is not None
    kept = [
        {
            name: value
            for name, value in (one.told or {}).items()
            if name not in {"as_of", "revision"}
        }
        for one in told
    ]
    assert kept[0] == kept[1]
    assert told[0].told is not None
    at = now()
    assert as_pdf(told[0].told, at) == as_pdf(told[0].told, at)


async def test_workers_at_once_make_it_once_and_a_dead_one_is_replaced(survey, scene, monkeypatch):
    report = (await order(survey, scene)).body["id"]
    dead = await service._claim(survey.runtime.mongo, report)
    assert dead is not None
    await make_due_reports(survey.runtime)
    assert (await survey.get(f"{PATH}/{report}", scene.leader)).body["state"] == "working"
    document = await ReportDocument.get(report)
    assert document is not None
    document.due_at = now() - timedelta(seconds=1)
    await document.replace()
    await asyncio.gather(*(make_due_reports(survey.runtime) for _ in range(4)))
    shown = await survey.get(f"{PATH}/{report}", scene.leader)
    assert shown.body["state"] == "ready"
    files = ReportFileDocument.find({"_id": {"$in": [f"{report}:pdf", f"{report}:xlsx"]}})
    assert await files.count() == 2


async def test_a_report_that_cannot_be_made_is_given_up(survey, scene, monkeypatch):
    def break_down(*_: object) -> bytes:
        raise ValueError("no layout")

    monkeypatch.setattr(service, "as_pdf", break_down)
    report = (await order(survey, scene)).body["id"]
    for _ in range(6):
        document = await ReportDocument.get(report)
        assert document is not None
        if document.due_at is None:
            break
        document.due_at = now() - timedelta(seconds=1)
        await document.replace()
        await make_due_reports(survey.runtime)
    assert (await survey.get(f"{PATH}/{report}", scene.leader)).body["state"] == "failed"


@pytest.mark.parametrize(
    ("changed", "status", "pointer"),
    [
        ({"kind": "period"}, 422, "#/to"),
        ({"kind": "period", "to": "2025-12-31"}, 422, "#/to"),
        ({"kind": "period", "to": "2036-12-31"}, 422, "#/to"),
        ({"to": "2026-12-31"}, 422, "#/to"),
        ({"from": "yesterday"}, 422, "#/from"),
        ({"kind": "week"}, 422, "#/kind"),
        ({"unit": "no-such-unit"}, 404, None),
    ],
)
async def test_what_cannot_be_reported(survey, scene, changed, status, pointer):
    refused = await order(survey, scene, **changed)
    assert refused.status == status
    if pointer:
        assert refused.pointers == [pointer]


async def test_reports_stay_within_the_units_of_a_leader(survey, scene):
    report = (await order(survey, scene)).body["id"]
    [other] = await survey.new_units(None)
    stranger = bearer("stranger", ("leader", other))
    assert (await survey.get(f"{PATH}/{report}", stranger)).status == 404
    assert (await survey.get(f"{PATH}/{report}/pdf", stranger)).status == 404
    assert (await survey.get(PATH, stranger)).body["items"] == []
    assert [one["id"] for one in (await survey.get(PATH, scene.leader)).body["items"]] == [report]
    refused = await survey.call("POST", PATH, json=scene.half_year, headers=stranger)
    assert (refused.status, refused.slug) == (403, "outside-own-units")
    assert (await survey.get(PATH)).status == 401


@pytest.mark.parametrize(
    ("on", "decree", "repealed"),
    [(date(2026, 6, 30), "42/2022", "224/2026"), (date(2026, 7, 1), "224/2026", "42/2022")],
)
def test_the_law_named_is_the_law_of_the_day(on, decree, repealed):
    named = " ".join(legal_basis(on))
    assert decree in named
    assert repealed not in named


def test_numbers_are_written_the_vietnamese_way():
    assert (number(1234567), number(1234.56, 1), percent(0.0575)) == (
        "1.234.567",
        "1.234,6",
        "5,8 %",
    )
    assert percent(None) == "–"
