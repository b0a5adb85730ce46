"""`/cong-khai`: the published figures, month by month."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from gateway.clients import ServiceDown
from gateway.pages.charts import bar_rows
from gateway.pages.deps import PageMaker, Pages
from gateway.visitors import Survey
from shared.clock import HO_CHI_MINH, now
from shared.contracts.survey.open_data import PublicFiguresOut

router = APIRouter(include_in_schema=False)

PATH = "/cong-khai"
MONTHS_OFFERED = 12


class PublicScope(BaseModel):
    """What to look at: a whole month, the last one by default; one portal or all together."""

    month: str = Field("", pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$")
    portal: str = Field("", max_length=64)


@router.get(PATH)
async def show_public_figures(
    scope: Annotated[PublicScope, Query()], pages: Pages, survey: Survey
) -> Response:
    """Show how people rated, without the numbers too small to publish."""
    try:
        figures = await survey.show_public_figures(scope.month or None)
    except ServiceDown:
        return pages.render("citizen/public_figures.html", {"figures": None})
    context = {
        "figures": figures,
        "query": scope,
        "months": _months(),
        **_shown(pages, figures, scope.portal),
    }
    return pages.render_public("citizen/public_figures.html", context)


def _shown(pages: PageMaker, figures: PublicFiguresOut, portal: str) -> dict[str, Any]:
    """Return the bars of one portal, or of all together."""
    chosen = next((shown for shown in figures.portals if shown.portal == portal), None)
    criteria = chosen.criteria if chosen else [known for known in figures.totals if known.n]
    return {
        "rows": bar_rows(criteria, pages.language),
        "portal": chosen,
        "portals": [{"value": shown.portal, "label": shown.name} for shown in figures.portals],
        "withheld": bool(chosen and chosen.withheld),
    }


def _months() -> list[dict[str, str]]:
    """Return the last whole months to pick from, newest first."""
    first = now().astimezone(HO_CHI_MINH).date().replace(day=1)
    months = []
    for _ in range(MONTHS_OFFERED):
        first = _month_before(first)
        months.append({"value": f"{first:%Y-%m}", "label": f"{first:%m/%Y}"})
    return months


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
