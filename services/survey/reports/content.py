"""What a report says, as words and numbers ready to be set: the same figures, the same report.

Pure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from services.survey.reports.answering import Answering, tell_answering
from services.survey.reports.model import Report
from services.survey.reports.words import day, number, percent
from shared.clock import HO_CHI_MINH
from shared.contracts.survey.figures import (
    Change,
    Comparison,
    CriterionFigure,
    FiguresOut,
    Period,
    RankedRow,
)
from shared.contracts.survey.reports import ReportKind

_VERDICTS = {
    "better": "Tốt lên",
    "worse": "Kém đi",
    "no_clear_change": "Không đổi rõ rệt",
    "too_few": "Chưa đủ lượt trả lời để so sánh",
    "not_comparable": "Câu hỏi đã thay đổi, không so sánh được",
}
_METHOD = (
    "Số lượt chọn từng phương án và tỷ lệ trên số người trả lời câu hỏi đó, kèm khoảng tin cậy "
    "Wilson 95 %.",
    "Điểm chất lượng là trung bình của thang điểm 2, 1, 0 (Thông tư 01/2018/TT-VPCP); đây không "
    "phải tỷ lệ hài lòng. Tỷ lệ hài lòng chỉ tính cho câu hỏi về sự hài lòng; không lấy trung bình "
    "giữa các tiêu chí khác nhau.",
    "So với kỳ trước: phép kiểm định Wilcoxon–Mann–Whitney hai phía, có hiệu chỉnh trùng hạng; "
    "nhiều tiêu chí cùng xét được hiệu chỉnh theo Holm; mức ý nghĩa 5 %.",
    "Thứ hạng theo tỷ lệ chọn phương án tốt nhất; các đơn vị có khoảng tin cậy 95 % giao nhau được "
    "xếp chung khoảng thứ hạng.",
)


@dataclass(frozen=True)
class Material:
    """Everything a report is made of."""

    figures: FiguresOut
    portals: Sequence[RankedRow]
    owner_name: str
    held: Mapping[str, int]
    answering: Answering | None
    """None when qa could not be asked."""


def period_name(report: Report) -> str:
    """Return the period's name in a title."""
    if report.kind is ReportKind.MONTH:
        return f"tháng {report.first:%m} năm {report.first.year}"
    if report.kind is ReportKind.HALF_YEAR:
        half = "đầu" if report.first.month == 1 else "cuối"
        return f"6 tháng {half} năm {report.first.year}"
    if report.kind is ReportKind.YEAR:
        return f"năm {report.first.year}"
    return f"từ ngày {day(report.first)} đến ngày {day(report.last)}"


def tell(report: Report, material: Material, at: datetime) -> dict[str, Any]:
    """Return everything the report says."""
    figures, before = material.figures, material.figures.before
    local = at.astimezone(HO_CHI_MINH)
    changes = {change.key: change for change in before.changes} if before else {}
    answering = tell_answering(material.answering) if material.answering else None
    return {
        "owner": material.owner_name,
        "unit": report.unit_name,
        "title": f"Kết quả đánh giá mức độ hài lòng {period_name(report)}",
        "period": f"Từ ngày {day(report.first)} đến hết ngày {day(report.last)}",
        "dated": f"ngày {local:%d} tháng {local:%m} năm {local.year}",
        "as_of": f"{figures.as_of.astimezone(HO_CHI_MINH):%d/%m/%Y %H:%M:%S}",
        "revision": figures.revision,
        "legal_basis": legal_basis(report.last),
        "method": [*_METHOD, *([answering["method"]] if answering else [])],
        "answering": answering["rows"] if answering else None,
        "responses": number(figures.responses),
        "before": _before(before),
        "criteria": [_criterion(one, changes.get(one.key)) for one in figures.criteria],
        "portals": [_portal(row) for row in material.portals],
        "ranked_by": next((one.title.vi for one in figures.criteria), ""),
        "months": [_month(one) for one in figures.periods if one.start <= local.date()],
        "held": {name: number(count) for name, count in material.held.items()},
    }


@cache
def _documents() -> list[dict[str, str]]:
    source = files("services.survey.reports") / "data" / "legal_basis.json"
    found: list[dict[str, str]] = json.loads(source.read_text("utf-8"))
    return found


def legal_basis(on: date) -> list[str]:
    """Return the documents in force on a day."""
    return [
        document["text"]
        for document in _documents()
        if document["valid_from"] <= on.isoformat() <= document.get("valid_to", "9999-12-31")
    ]


def _before(before: Comparison | None) -> dict[str, str] | None:
    if before is None:
        return None
    return {
        "period": f"{day(before.start)} – {day(before.end)}",
        "responses": number(before.responses),
    }


def _criterion(figure: CriterionFigure, change: Change | None) -> dict[str, Any]:
    return {
        "title": figure.title.vi,
        "n": number(figure.n),
        "score": "–" if figure.score is None else number(figure.score, 1),
        "satisfied": None if figure.satisfied_share is None else percent(figure.satisfied_share),
        "options": [
            {
                "label": option.label.vi,
                "count": number(option.count),
                "part": option.share or 0.0,
                "share": percent(option.share),
                "interval": "–" if option.low is None else _interval(option.low, option.high),
            }
            for option in figure.options
        ],
        "change": _change(change),
    }


def _interval(low: float, high: float | None) -> str:
    return f"{number(100 * low, 1)}–{number(100 * (high or 0), 1)} %"


def _change(change: Change | None) -> str:
    if change is None:
        return ""
    words = _VERDICTS[change.verdict]
    if change.score_change is None or change.p_adjusted is None:
        return words
    sign = "+" if change.score_change > 0 else "−" if change.score_change < 0 else "±"
    moved = f"{sign}{number(abs(change.score_change), 2)} điểm"
    p = "p < 0,001" if change.p_adjusted < 0.0005 else f"p = {number(change.p_adjusted, 3)}"
    return f"{words} ({moved}; {p})"


def _portal(row: RankedRow) -> dict[str, Any]:
    place = "–"
    if row.rank_best is not None:
        same = row.rank_best == row.rank_worst
        place = str(row.rank_best) if same else f"{row.rank_best}–{row.rank_worst}"
    return {
        "name": row.name,
        "place": place,
        "responses": number(row.responses),
        "share": percent(row.share),
        "interval": "–" if row.low is None else _interval(row.low, row.high),
        "scores": ["–" if one.score is None else number(one.score, 1) for one in row.criteria],
    }


def _month(period: Period) -> dict[str, Any]:
    return {
        "name": f"{period.start:%m/%Y}",
        "responses": number(period.responses),
        "scores": ["–" if one.score is None else number(one.score, 2) for one in period.criteria],
    }
