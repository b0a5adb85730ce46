"""`/lanh-dao/xep-hang`: portals, or units with all below them, with places that chance allows."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.clients.survey_leading import FiguresWanted, RankedBy
from gateway.pages.dashboard.frame import dashboard_frame
from gateway.pages.deps import Leader, PageMaker, Pages
from gateway.pages.periods import DEFAULT_DAYS, period_tabs, stretch
from gateway.visitors import Survey
from shared.contracts.survey.figures import RankedRow

router = APIRouter(include_in_schema=False)

PATH = "/lanh-dao/xep-hang"


class Ranking(BaseModel):
    """What is ranked, by which question, under which unit."""

    by: RankedBy = "unit"
    criterion: str = Field("interface", max_length=40)
    unit: str = Field("", max_length=64)
    days: int = DEFAULT_DAYS

    def kept(self, **changes: str) -> dict[str, str]:
        """Return the query of this table with some parts changed."""
        both = {"by": self.by, "criterion": self.criterion, "unit": self.unit, **changes}
        return {name: value for name, value in both.items() if value}

    def address(self, **changes: str) -> str:
        """Return the address of this table with some parts changed."""
        return f"{PATH}?{urlencode({'days': self.days, **self.kept(**changes)})}"


@router.get(PATH)
async def show_ranking(
    query: Annotated[Ranking, Query()], _visitor: Leader, pages: Pages, survey: Survey
) -> HTMLResponse:
    """Show the table."""
    period = stretch(query.days)
    wanted = FiguresWanted(unit=query.unit or None, start=period.start, end=period.end)
    table = await survey.rank_figures(wanted, query.by, query.criterion)
    instrument = await survey.show_instrument()
    asked = [criterion for criterion in instrument.criteria if criterion.options]
    titles = {criterion.key: getattr(criterion.title, pages.language) for criterion in asked}
    context = {
        "table": table,
        "query": query,
        "rows": [_row(pages, row, query) for row in table.rows],
        "criteria": [{"value": key, "label": title} for key, title in titles.items()],
        "criterion": titles.get(query.criterion, query.criterion),
        "best": next((one.options[0].label for one in asked if one.key == query.criterion), None),
        "start": period.start,
        "end": period.end,
        "periods": period_tabs(pages, period.days, **query.kept()),
        "views": [
            {"label": label, "href": query.address(by=by), "current": query.by == by}
            for by, label in (
                ("unit", pages.say("Theo đơn vị")),
                ("portal", pages.say("Theo cổng")),
            )
        ],
        "above": query.address(unit="") if query.unit else "",
    }
    return pages.render("dashboard/ranking.html", context, **dashboard_frame(pages, PATH))


def _row(pages: PageMaker, row: RankedRow, query: Ranking) -> dict[str, Any]:
    """Return a row with where its name leads: deeper into the tree, or to the portal's figures."""
    name = row.name_en or row.name if pages.language == "en" else row.name
    if query.by == "portal":
        href = f"/lanh-dao?{urlencode({'days': query.days, 'portal': row.id})}"
    elif row.id == query.unit:
        href = f"/lanh-dao?{urlencode({'days': query.days, 'unit': row.id})}"
    else:
        href = query.address(unit=row.id)
    return {"told": row, "name": name, "href": href}
