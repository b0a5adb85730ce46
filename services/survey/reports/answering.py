"""Q&A's figures for a report, asked of qa by its address: of the period and of the one before."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.model import span_before
from services.survey.reports.model import Report
from services.survey.reports.words import number, percent
from shared.contracts.qa.figures import QaCounts, QaFigures
from shared.service_client import ServiceUnavailable

PATIENT_ATTEMPTS = 2
"""So often a report is tried again while qa is away; then it says that these figures lack."""

_NAMES = {
    "received": "Câu hỏi đã nhận",
    "answered": "Đã trả lời",
    "on_time": "Trả lời đúng hạn",
    "late": "Trả lời quá hạn",
    "open": "Đang tồn đọng",
    "overdue": "Trong đó đã quá hạn",
    "escalated": "Đã chuyển cấp",
    "rejected": "Từ chối, có hướng dẫn",
}


@dataclass(frozen=True)
class Answering:
    """How questions asked in the period and in the one before were answered."""

    now: QaFigures
    before: QaFigures


async def read_answering(survey: SurveyRuntime, report: Report) -> Answering | None:
    """Return qa's figures of a report's units and days.

    None when qa does not answer and the report has waited for it; before that it raises
    `ServiceUnavailable`.
    """
    try:
        return Answering(
            await _read(survey, report.unit, report.first, report.last),
            await _read(survey, report.unit, *span_before(report.first, report.last)),
        )
    except ServiceUnavailable:
        if report.attempts <= PATIENT_ATTEMPTS:
            raise
        return None


async def _read(survey: SurveyRuntime, unit: str, first: date, last: date) -> QaFigures:
    query = urlencode({"unit": unit, "from": first.isoformat(), "to": last.isoformat()})
    address = f"{survey.settings.qa_url}/api/qa/v1/figures?{query}"
    answer = await survey.auth.get(address)
    if answer is None:
        raise ServiceUnavailable
    return QaFigures.model_validate(answer)


def tell_answering(answering: Answering) -> dict[str, Any]:
    """Return what a report says of questions: rows of name, now and before."""
    now, before = answering.now, answering.before
    rows = [
        [name, number(getattr(now, key)), number(getattr(before, key))]
        for key, name in _NAMES.items()
    ]
    rows.insert(4, ["Tỷ lệ đúng hạn", percent(now.on_time_share), percent(before.on_time_share)])
    rows.append(["Thời gian xử lý trung vị", _days(now), _days(before)])
    rated = [_rated(now), _rated(before)]
    return {"rows": [*rows, ["Hài lòng với câu trả lời", *rated]], "method": now.method.vi}


def answering_rows(answering: Answering) -> list[list[str | float | None]]:
    """Return the same as numbers, for a workbook."""
    pairs = [(name, key) for key, name in _NAMES.items()]
    now, before = answering.now, answering.before
    rows: list[list[str | float | None]] = [
        [name, getattr(now, key), getattr(before, key)] for name, key in pairs
    ]
    return [
        *rows,
        ["Tỷ lệ đúng hạn (0–1)", now.on_time_share, before.on_time_share],
        [
            "Thời gian xử lý trung vị (ngày làm việc)",
            now.working_time.median_days,
            before.working_time.median_days,
        ],
        ["Lượt đánh giá câu trả lời", now.ratings.n, before.ratings.n],
        [
            "Tỷ lệ hài lòng với câu trả lời (0–1)",
            now.ratings.satisfaction_share,
            before.ratings.satisfaction_share,
        ],
    ]


def _days(counts: QaCounts) -> str:
    days = counts.working_time.median_days
    return "–" if days is None else f"{number(days, 1)} ngày làm việc"


def _rated(counts: QaCounts) -> str:
    if counts.ratings.satisfaction_share is None:
        return "–"
    return f"{percent(counts.ratings.satisfaction_share)} ({number(counts.ratings.n)} lượt)"
