"""Figures for leaders: asked for, and told when they move."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from services.survey.deps import Survey
from services.survey.figures import queries
from services.survey.figures.model import Step
from services.survey.figures.months import Wanted
from services.survey.figures.tables import AskedTable, rank
from services.survey.responses.model import Source
from shared.clock import today
from shared.contracts.survey.figures import FiguresOut, FiguresTable
from shared.contracts.survey.responses import Key, PortalId
from shared.identity import Caller, holding
from shared.problems import InvalidRequest

router = APIRouter(prefix="/api/survey/v1/figures", tags=["figures"])
Leader = Annotated[Caller, Depends(holding(queries.ROLE))]

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]

LONGEST_DAYS = 3_660
MOST_PERIODS = 400
_STEP_DAYS: dict[Step, int] = {"day": 1, "week": 7, "month": 28}
_RETRY_MILLISECONDS = 2_000


class FiguresQuery(BaseModel):
    """What may be asked of the figures; both days are local and included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    portal: PortalId | None = Field(None, description="One portal")
    unit: str | None = Field(None, max_length=100, description="A unit and all below it")
    first: Day | None = Field(None, alias="from", description="The first day")
    last: Day | None = Field(None, alias="to", description="The last day")
    by: Step | None = Field(None, description="Also per day, week or month")
    version: int | None = Field(None, ge=1, le=1_000_000, description="One version's answers")
    source: Source | None = Field(None, description="What came one way only")
    compare: Literal["before"] | None = Field(None, description="Also the period before")

    def asked(self, default_days: int) -> queries.Asked:
        """Return it with both days; raises `InvalidRequest` for a span that makes no sense."""
        first, last = self.span(default_days)
        days = (last - first).days + 1
        if self.by and days / _STEP_DAYS[self.by] > MOST_PERIODS:
            raise _wrong_span("by", f"more than {MOST_PERIODS} periods; ask for longer ones")
        return queries.Asked(
            self.portal,
            self.unit,
            first,
            last,
            by=self.by,
            wanted=Wanted(self.version, self.source),
            compares=self.compare is not None,
        )

    def span(self, default_days: int) -> tuple[date, date]:
        """Return both days; raises `InvalidRequest` when they are not in order or too far apart."""
        last = self.last or max(today(), self.first or today())
        first = self.first or last - timedelta(days=default_days - 1)
        days = (last - first).days + 1
        if not 0 < days <= LONGEST_DAYS:
            raise _wrong_span("from", "not after `to`, and at most ten years before it")
        return first, last


class TableQuery(BaseModel):
    """Which table; both days are local and included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    by: Literal["portal", "unit"] = Field("portal", description="What the rows are")
    unit: str | None = Field(None, max_length=100, description="A unit; its portals, or its units")
    criterion: Key = Field("interface", description="The question that ranks the rows")
    first: Day | None = Field(None, alias="from", description="The first day")
    last: Day | None = Field(None, alias="to", description="The last day")

    def asked(self, default_days: int) -> AskedTable:
        """Return it with both days; raises `InvalidRequest` for a span that makes no sense."""
        span = FiguresQuery(first=self.first, last=self.last).span(default_days)
        return AskedTable(self.by, self.unit, self.criterion, *span)


def _wrong_span(name: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"query:{name}", "code": "span", "detail": detail}])


@router.get("")
async def show_figures(
    survey: Survey, caller: Leader, query: Annotated[FiguresQuery, Query()]
) -> FiguresOut:
    """Show figures of the caller's units; without `from` and `to` of the last days."""
    asked = query.asked(survey.settings.figures_default_days)
    return await queries.show_figures(survey, caller, asked)


@router.get("/table")
async def rank_figures(
    survey: Survey, caller: Leader, query: Annotated[TableQuery, Query()]
) -> FiguresTable:
    """Show the portals, or the units next below, of the caller's units with their places."""
    return await rank(survey, caller, query.asked(survey.settings.figures_default_days))


@router.get("/stream", response_class=EventSourceResponse)
async def follow_figures(survey: Survey, _caller: Leader) -> AsyncIterator[ServerSentEvent]:
    """Say when figures moved: at once how they stand, then each new revision."""
    async for changed in survey.feed.listen(survey.settings.stream_longest_seconds):
        yield ServerSentEvent(
            raw_data=changed.model_dump_json(),
            id=str(changed.revision),
            retry=_RETRY_MILLISECONDS,
        )
