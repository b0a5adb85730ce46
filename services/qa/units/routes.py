"""Choosing a unit and reading its record; both are public."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.qa.deps import Qa
from services.qa.units import queries
from shared.contracts.qa.base import Slug
from shared.contracts.qa.units import UnitFound, UnitRecord
from shared.identity import AnyCaller
from shared.text import line

router = APIRouter(tags=["units"])

Words = Annotated[Annotated[str, line(0, 100)], Query(description="Words of the name")]
Few = Annotated[int, Query(ge=1, le=20, description="Rows at most")]
Askable = Annotated[bool | None, Query(description="Only units that take questions")]


@router.get("/units")
async def find_units(
    qa: Qa,
    _caller: AnyCaller,
    q: Words = "",
    limit: Few = 20,
    accepts_questions: Askable = None,
) -> list[UnitFound]:
    """Return units whose names hold these words, with or without marks, the likest first."""
    return await queries.find_units(qa, q, limit, accepts_questions=accepts_questions)


@router.get("/units/{unit}/record")
async def show_unit_record(
    qa: Qa, _caller: AnyCaller, unit: Annotated[Slug, Path()], response: Response
) -> UnitRecord:
    """Return how a unit answered what it was asked in the last twelve months."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return await queries.record(qa, unit)
