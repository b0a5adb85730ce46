"""Figures of a leader's, coordinator's or head's units: JSON, CSV and XLSX."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from services.qa.deps import Qa
from services.qa.figures import exporting, service, tables
from services.qa.figures.queries import Stretch
from shared.contracts.qa.base import Slug
from shared.contracts.qa.figures import READ_FIGURES, By, QaFigures, UnitFigures
from shared.identity import Caller, CallerKind, SignedIn, granted, holding
from shared.problems import InvalidRequest
from shared.spreadsheets import XLSX

router = APIRouter(tags=["figures"])

_PEOPLE, _SYSTEMS = holding(*service.READERS), granted(READ_FIGURES)
Reader = Annotated[Caller, Depends(_PEOPLE)]


async def _person_or_system(caller: SignedIn) -> Caller:
    return await (_SYSTEMS if caller.kind is CallerKind.CLIENT else _PEOPLE)(caller)


AnyReader = Annotated[Caller, Depends(_person_or_system)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


class StretchQuery(BaseModel):
    """Whose questions, asked when; both days are local and included."""

    model_config = ConfigDict(populate_by_name=True)

    unit: Slug | None = Field(None, description="This unit and what lies below it")
    first: Day | None = Field(None, alias="from", description="First day asked")
    last: Day | None = Field(None, alias="to", description="Last day asked")

    def asked(self, by: By | None = None) -> service.Asked:
        """Return it; raises `InvalidRequest` when the days are not in order."""
        if self.first and self.last and self.last < self.first:
            entry = {"pointer": "query:to", "code": "span", "detail": "not before `from`"}
            raise InvalidRequest(errors=[entry])
        return service.Asked(self.unit, Stretch(self.first, self.last), by)


class FiguresQuery(StretchQuery):
    """Also cut into calendar periods."""

    by: By | None = Field(None, description="Also per calendar period")


class TableQuery(FiguresQuery):
    """A table to take away: a row a unit, or with `by` a row a calendar period."""

    lang: tables.Language = Field("vi", description="Language of the headings")


@router.get("/figures")
async def show_figures(
    qa: Qa, caller: AnyReader, query: Annotated[FiguresQuery, Query()]
) -> QaFigures:
    """Return how the questions asked in a period were answered, and the backlog of today."""
    return await service.figures(qa, caller, query.asked(query.by))


@router.get("/figures/units")
async def list_unit_figures(
    qa: Qa, caller: Reader, query: Annotated[StretchQuery, Query()]
) -> UnitFigures:
    """Return the figures of each unit that was asked something in a period, by name."""
    return await service.unit_figures(qa, caller, query.asked())


@router.get("/figures.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def export_csv(qa: Qa, caller: Reader, query: Annotated[TableQuery, Query()]) -> Response:
    """Return the figures as CSV."""
    return await _file(qa, caller, query, "csv")


@router.get("/figures.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def export_xlsx(qa: Qa, caller: Reader, query: Annotated[TableQuery, Query()]) -> Response:
    """Return the figures as a workbook."""
    return await _file(qa, caller, query, "xlsx")


async def _file(qa: Qa, caller: Caller, query: TableQuery, ending: str) -> Response:
    asked = query.asked(query.by)
    table = await exporting.table(qa, caller, asked, query.lang)
    write, media_type = tables.WRITERS[ending]
    headers = {
        "Content-Disposition": f'attachment; filename="{exporting.file_name(asked, ending)}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(await asyncio.to_thread(write, table), media_type=media_type, headers=headers)
