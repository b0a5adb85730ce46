"""Values and bodies for the calls of leaders' pages, by parameter and by the client's method."""

from datetime import date
from typing import Any

from gateway.clients.survey_leading import FiguresWanted
from shared.contracts.survey.alerts import AlertWord
from shared.contracts.survey.comments import AskAboutComment, SortComment
from shared.contracts.survey.reports import OrderReport, PlanReports

_DAY = date(2026, 11, 1)

LEADING_SAMPLES: dict[str, Any] = {
    "wanted": FiguresWanted("demo", "so-khcn", _DAY, _DAY),
    "compare": "before",
    "ranked_by": "unit",
    "criterion": "quality",
    "alert": "fall:demo:quality:2026-11-22",
    "alert_state": "open",
    "comment": "c1",
    "tag": "giao diện",
    "state": "new",
}
LEADING_BODIES: dict[str, Any] = {
    "sort_comment": SortComment(state="useful"),
    "ask_about_comment": AskAboutComment(title="Lịch tiếp công dân", unit="so-khcn"),
    "acknowledge_alert": AlertWord(note="Đang xem"),
    "resolve_alert": AlertWord(note="Đã sửa"),
    "plan_reports": PlanReports(kinds=["month"]),
    "order_report": OrderReport.model_validate({"kind": "month", "unit": "hue", "from": _DAY}),
}
