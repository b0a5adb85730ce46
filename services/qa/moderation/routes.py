"""The coordinator's list over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.qa.deps import Qa
from services.qa.moderation import queries, service
from shared.contracts.qa.moderation import (
    ModerationCounts,
    ModerationKind,
    ModerationOut,
    SettleModeration,
)
from shared.identity import Caller, holding
from shared.paging import CursorText, Limit, Page

router = APIRouter(prefix="/moderation", tags=["moderation"])

Coordinator = Annotated[Caller, Depends(holding("coordinator"))]


@router.get("")
async def list_moderation(
    *,
    qa: Qa,
    _caller: Coordinator,
    response: Response,
    kind: ModerationKind | None = None,
    state: queries.State = "open",
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[ModerationOut]:
    """Return what needs a look, the oldest first, or what was settled, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    return await queries.list_matters(qa, kind, state, cursor, limit)


@router.get("/counts")
async def count_moderation(_caller: Coordinator) -> ModerationCounts:
    """Return how many matters of each kind are open."""
    return await queries.count_matters()


@router.post("/{matter}/settle")
async def settle_moderation(
    qa: Qa,
    caller: Coordinator,
    matter: Annotated[str, Path(max_length=64)],
    form: SettleModeration,
) -> ModerationOut:
    """Say what came of a matter."""
    settled = await service.settle_matter(qa.mongo, caller, matter, form)
    [told] = await queries.as_told(qa, [settled])
    return told
