"""`/lanh-dao`: how well people are served, and `/lanh-dao/so-lieu`, the part that lives.

Each part of the page comes from its own service; one that does not answer leaves its place empty
with a word about it.
"""

import asyncio
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.clients import QaClient, SurveyClient
from gateway.clients.survey_leading import FiguresWanted, Step
from gateway.formats import format_date
from gateway.pages.admin.unit_names import unit_names
from gateway.pages.charts import bar_rows, trend_rows
from gateway.pages.dashboard.frame import dashboard_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import Leader, PageMaker, Pages
from gateway.pages.periods import DEFAULT_DAYS, Stretch, period_tabs, stretch
from gateway.visitors import Auth, Qa, Survey

router = APIRouter(include_in_schema=False)

PATH = "/lanh-dao"
COMMENTS = 5
_DAILY, _WEEKLY = 14, 120


class Scope(BaseModel):
    """What a leader looks at; an empty portal or unit means all of theirs."""

    days: int = DEFAULT_DAYS
    portal: str = Field("", max_length=64)
    unit: str = Field("", max_length=64)

    def kept(self) -> dict[str, str]:
        """Return what narrows the scope."""
        both = {"portal": self.portal, "unit": self.unit}
        return {name: value for name, value in both.items() if value}

    def address(self, path: str) -> str:
        """Return the address of a page with this scope."""
        return f"{path}?{urlencode({'days': self.days, **self.kept()})}"

    def wanted(self, start: date, end: date) -> FiguresWanted:
        """Return whose figures are asked for, of which days (both included)."""
        return FiguresWanted(self.portal or None, self.unit or None, start, end)


@router.get("/lanh-dao")
async def show_overview(
    scope: Annotated[Scope, Query()],
    _visitor: Leader,
    pages: Pages,
    qa: Qa,
    survey: Survey,
    auth: Auth,
) -> HTMLResponse:
    """Show the whole page."""
    period = stretch(scope.days)
    figures, portals, comments, alerts, names_of_units = await asyncio.gather(
        _figures(pages, qa, survey, scope, period),
        or_none(survey.list_portals()),
        or_none(survey.list_comments(portal=scope.portal or None, limit=COMMENTS)),
        or_none(survey.list_alerts("open", limit=1)),
        unit_names(auth, [scope.unit]),
    )
    names = {portal.id: portal.name for portal in portals.items} if portals else {}
    context = {
        **figures,
        "start": period.start,
        "end": period.end,
        "query": scope,
        "periods": period_tabs(pages, period.days, **scope.kept()),
        "portals": [{"value": portal, "label": name} for portal, name in names.items()],
        "portal_name": names.get(scope.portal, ""),
        "unit_name": names_of_units.get(scope.unit, ""),
        "comments": comments.items if comments else [],
        "has_alerts": bool(alerts and alerts.items),
        "units_href": f"/lanh-dao/xep-hang?{urlencode({'days': period.days, **scope.kept()})}",
        "fragment_href": scope.address("/lanh-dao/so-lieu"),
        "refresh_href": scope.address("/lanh-dao"),
    }
    return pages.render("dashboard/overview.html", context, **dashboard_frame(pages, PATH))


@router.get("/lanh-dao/so-lieu")
async def show_live_figures(
    scope: Annotated[Scope, Query()], _visitor: Leader, pages: Pages, qa: Qa, survey: Survey
) -> HTMLResponse:
    """Show only the figures, for a page that is open already."""
    figures = await _figures(pages, qa, survey, scope, stretch(scope.days))
    return pages.render("dashboard/fragment.html", figures)


async def _figures(
    pages: PageMaker, qa: QaClient, survey: SurveyClient, scope: Scope, period: Stretch
) -> dict[str, Any]:
    """Return what the living part shows: the period and today, of ratings and of questions."""
    start, end = period.start, period.end
    unit = await _unit(survey, scope)
    ratings, today, answers, asked = await asyncio.gather(
        or_none(
            survey.show_figures(scope.wanted(start, end), by=_step(period.days), compare="before")
        ),
        or_none(survey.show_figures(scope.wanted(end, end), compare="before")),
        or_none(qa.show_figures(unit=unit, start=start, end=end)),
        or_none(qa.show_figures(unit=unit, start=end, end=end)),
    )
    periods = ratings.periods if ratings else []
    return {
        "figures": ratings,
        "today": today,
        "qa_today": asked,
        "is_one_portal": bool(scope.portal),
        "rows": bar_rows(ratings.criteria, pages.language, ratings.before) if ratings else [],
        "trend": trend_rows(periods, pages.language, lambda day: format_date(day, pages.language)),
        "qa": answers,
    }


async def _unit(survey: SurveyClient, scope: Scope) -> str | None:
    """Return whose questions stand beside the ratings: of one portal, its unit's."""
    portal = await or_none(survey.show_portal(scope.portal)) if scope.portal else None
    return portal.unit if portal else scope.unit or None


def _step(days: int) -> Step:
    """Return how long a point of the trend is: a dozen of them tell more than a hundred."""
    if days <= _DAILY:
        return "day"
    return "week" if days <= _WEEKLY else "month"
