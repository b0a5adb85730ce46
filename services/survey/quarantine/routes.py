"""The quarantine, for who administers all units: look, decide, and read what was decided."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from services.survey.deps import KeeperOfAll, Survey
from services.survey.quarantine import queries, service
from services.survey.quarantine.model import Verdict
from shared.contracts.survey.quarantine import (
    DecideResponses,
    DecisionMade,
    DecisionOut,
    HeldOut,
)
from shared.paging import CursorText, Limit, Page

router = APIRouter(prefix="/api/survey/v1/quarantine", tags=["quarantine"])
Scope = Annotated[str, StringConstraints(pattern=r"^(poll:)?[a-z0-9][a-z0-9-]{0,63}$")]
_LEDGER = 200


@router.get("")
async def browse_held_responses(
    _caller: KeeperOfAll,
    portal: Annotated[Scope | None, Query(description="One portal, or `poll:` and a poll")] = None,
    verdict: Annotated[Verdict, Query(description="What became of them")] = Verdict.HELD,
    cursor: CursorText = None,
    limit: Limit = 50,
) -> Page[HeldOut]:
    """Show responses held back from the figures, the newest first."""
    return await queries.browse_held(portal, verdict, cursor, limit)


@router.post("/decisions")
async def decide_responses(
    survey: Survey, caller: KeeperOfAll, form: DecideResponses
) -> DecisionMade:
    """Release responses into the figures or exclude them; the ledger keeps who and why."""
    moved = await service.decide(survey.mongo, form, caller.id)
    survey.roll_up_soon()
    return DecisionMade(moved=moved)


@router.get("/decisions")
async def read_ledger(_caller: KeeperOfAll) -> list[DecisionOut]:
    """Show the newest decisions."""
    return await queries.read_ledger(_LEDGER)
