"""`/lanh-dao`: how well people are served, and `/lanh-dao/so-lieu`, the part that lives.

Each part of the page comes from its own service; one that does not answer leaves its place empty
with a word about it.
"""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.clients import QaClient, SurveyClient
from gateway.pages.charts import bar_rows
from gateway.pages.degrading import or_none
from gateway.pages.deps import Leader, PageMaker, Pages
from gateway.pages.periods import DEFAULT_DAYS, Stretch, period_tabs, stretch
from gateway.translations import mark
from gateway.visitors import Qa, Survey

router = APIRouter(include_in_schema=False)

PART = mark("Trang lãnh đạo")
COMMENTS = 5


class Scope(BaseModel):
    """What a leader looks at; an empty portal means all of theirs."""

    days: int = DEFAULT_DAYS
    portal: str = Field("", max_length=64)

    def address(self, path: str) -> str:
        """Return the address of a page with this scope."""
        query = {"days": self.days} | ({"portal": self.portal} if self.portal else {})
        return f"{path}?{urlencode(query)}"


@router.get("/lanh-dao")
async def show_overview(
    scope: Annotated[Scope, Query()], _visitor: Leader, pages: Pages, qa: Qa, survey: Survey
) -> HTMLResponse:
    """Show the whole page."""
    period = stretch(scope.days)
    figures, portals, comments = await asyncio.gather(
        _figures(pages, qa, survey, scope, period),
        or_none(survey.list_portals()),
        or_none(survey.list_comments(scope.portal or None, limit=COMMENTS)),
    )
    names = {portal.id: portal.name for portal in portals.items} if portals else {}
    kept = {"portal": scope.portal} if scope.portal else {}
    context = {
        **figures,
        "start": period.start,
        "end": period.end,
        "query": scope,
        "periods": period_tabs(pages, period.days, **kept),
        "portals": [{"value": portal, "label": name} for portal, name in names.items()],
        "portal_name": names.get(scope.portal, ""),
        "comments": comments.items if comments else [],
        "fragment_href": scope.address("/lanh-dao/so-lieu"),
        "refresh_href": scope.address("/lanh-dao"),
    }
    return pages.render("dashboard/overview.html", context, part=PART, is_wide=True)


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
    ratings, answers = await asyncio.gather(
        or_none(
            survey.show_figures(portal=scope.portal or None, start=period.start, end=period.end)
        ),
        or_none(qa.show_figures(start=period.start, end=period.end)),
    )
    return {
        "figures": ratings,
        "rows": bar_rows(ratings.criteria, pages.language) if ratings else [],
        "qa": answers,
    }
