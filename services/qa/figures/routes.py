"""`GET /figures`: a leader's subtree."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from services.qa.deps import Leader
from services.qa.directory.queries import subtree
from services.qa.figures import queries
from shared.clock import HO_CHI_MINH, now
from shared.contracts.qa.base import Slug
from shared.contracts.qa.figures import QaFigures
from shared.problems import Forbidden

router = APIRouter(tags=["figures"])


@router.get("/figures")
async def show_figures(
    caller: Leader,
    unit: Annotated[Slug | None, Query(description="This unit and what lies below it")] = None,
    first: Annotated[date | None, Query(alias="from", description="First day asked")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day asked")] = None,
) -> QaFigures:
    """Return how the questions asked in a period were answered, both days included."""
    units = await subtree(caller.units_as("leader"))
    if unit is not None:
        if unit not in units:
            raise Forbidden
        units = await subtree({unit})
    at = now()
    end = _midnight(last) + timedelta(days=1) if last else at
    return await queries.count(units, _midnight(first) if first else None, end, at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HO_CHI_MINH)
