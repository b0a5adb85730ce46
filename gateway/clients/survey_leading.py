"""Calls to survey for leaders: figures, tables, comments, alerts and reports."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gateway.clients.base import ServiceClient, if_match, segment
from shared.contracts.survey.alerts import AlertOut, AlertWord
from shared.contracts.survey.comments import AskAboutComment, CommentOut, SortComment, TagCount
from shared.contracts.survey.figures import FiguresOut, FiguresTable
from shared.contracts.survey.reports import OrderReport, PlanReports, ReportOut, ReportPlan
from shared.contracts.survey.responses import PortalOut
from shared.paging import Page

_ROOT = "/api/survey/v1"
Step = Literal["day", "week", "month"]
RankedBy = Literal["portal", "unit"]


@dataclass(frozen=True)
class FiguresWanted:
    """Whose figures, of which days (both included)."""

    portal: str | None = None
    unit: str | None = None
    start: date | None = None
    end: date | None = None

    def query(self) -> dict[str, str | None]:
        """Return it as a query."""
        first, last = self.start, self.end
        return {
            "portal": self.portal,
            "unit": self.unit,
            "from": first.isoformat() if first else None,
            "to": last.isoformat() if last else None,
        }


class LeadingCalls(ServiceClient):
    """What the leaders' pages ask survey."""

    async def list_portals(self, cursor: str | None = None, limit: int = 100) -> Page[PortalOut]:
        """Return the portals of the units the visitor leads, by id."""
        query: dict[str, str | int | None] = {"cursor": cursor, "limit": limit}
        return await self._get(Page[PortalOut], f"{_ROOT}/portals", query)

    async def show_figures(
        self,
        wanted: FiguresWanted,
        by: Step | None = None,
        compare: Literal["before"] | None = None,
    ) -> FiguresOut:
        """Return figures, also per period with `by`, and beside the period before."""
        query = {**wanted.query(), "by": by, "compare": compare}
        return await self._get(FiguresOut, f"{_ROOT}/figures", query)

    async def rank_figures(
        self, wanted: FiguresWanted, ranked_by: RankedBy, criterion: str
    ) -> FiguresTable:
        """Return the table of portals, or of the units next below, with their places."""
        asked = {**wanted.query(), "by": ranked_by, "criterion": criterion}
        asked.pop("portal")
        return await self._get(FiguresTable, f"{_ROOT}/figures/table", asked)

    async def list_comments(
        self,
        *,
        portal: str | None = None,
        state: str | None = None,
        tag: str | None = None,
        q: str | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[CommentOut]:
        """Return what people wrote with their ratings, newest first."""
        query = {
            "portal": portal, "state": state, "tag": tag, "q": q, "cursor": cursor, "limit": limit,
        }  # fmt: skip
        return await self._get(Page[CommentOut], f"{_ROOT}/comments", query)

    async def count_tags(self) -> list[TagCount]:
        """Return the tags in use."""
        return await self._get(list[TagCount], f"{_ROOT}/comments/tags")

    async def sort_comment(self, comment: str, version: int, body: SortComment) -> CommentOut:
        """Mark, tag or hand on a comment."""
        path = f"{_ROOT}/comments/{segment(comment)}"
        return await self._patch(CommentOut, path, body, if_match(version))

    async def show_comment(self, comment: str) -> CommentOut:
        """Return one comment."""
        return await self._get(CommentOut, f"{_ROOT}/comments/{segment(comment)}")

    async def ask_about_comment(
        self, comment: str, version: int, body: AskAboutComment
    ) -> CommentOut:
        """Have a question made of a comment; its code follows within seconds."""
        path = f"{_ROOT}/comments/{segment(comment)}/question"
        return await self._post(CommentOut, path, body, if_match(version))

    async def list_alerts(
        self, alert_state: str | None = None, cursor: str | None = None, limit: int = 20
    ) -> Page[AlertOut]:
        """Return the alerts of the visitor's units, newest first."""
        query = {"state": alert_state, "cursor": cursor, "limit": limit}
        return await self._get(Page[AlertOut], f"{_ROOT}/alerts", query)

    async def acknowledge_alert(self, alert: str, body: AlertWord) -> AlertOut:
        """Say that somebody is seeing to an alert."""
        return await self._post(AlertOut, f"{_ROOT}/alerts/{segment(alert)}/acknowledge", body)

    async def resolve_alert(self, alert: str, body: AlertWord) -> AlertOut:
        """Say what was done about an alert."""
        return await self._post(AlertOut, f"{_ROOT}/alerts/{segment(alert)}/resolve", body)

    async def list_reports(self, cursor: str | None = None, limit: int = 20) -> Page[ReportOut]:
        """Return the reports of the visitor's units, newest first."""
        return await self._get(
            Page[ReportOut], f"{_ROOT}/reports", {"cursor": cursor, "limit": limit}
        )

    async def list_report_plans(self) -> list[ReportPlan]:
        """Return which reports of the visitor's units are made by themselves."""
        return await self._get(list[ReportPlan], f"{_ROOT}/report-plans")

    async def plan_reports(self, unit: str, body: PlanReports) -> ReportPlan:
        """Have reports of a unit made by themselves."""
        return await self._put(ReportPlan, f"{_ROOT}/report-plans/{segment(unit)}", body)

    async def order_report(self, body: OrderReport) -> ReportOut:
        """Have a report made."""
        return await self._post(ReportOut, f"{_ROOT}/reports", body)
