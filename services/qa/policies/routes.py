"""Policies and ladders over HTTP: administrators read and change them, anybody may preview."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.qa.deadlines import recounting
from services.qa.deps import Admin, Qa
from services.qa.directory import queries as directory
from services.qa.policies import queries, service
from services.qa.questions.problems import unusable
from shared.clock import now
from shared.contracts.qa.base import Slug
from shared.contracts.qa.policies import (
    DuePreview,
    LadderForm,
    LadderOut,
    NewLadder,
    NewPolicy,
    PolicyChangeOut,
    PolicyForm,
    PolicyOut,
    RecountOut,
)
from shared.identity import AnyCaller
from shared.paging import CursorText, Limit, Page

router = APIRouter(tags=["policies"])

VersionId = Annotated[str, Path(max_length=64)]


@router.get("/policies")
async def list_policies(_caller: Admin) -> list[PolicyOut]:
    """Return every version of every policy."""
    return await queries.policies()


@router.post("/policies", status_code=201)
async def add_policy(qa: Qa, caller: Admin, form: NewPolicy) -> PolicyOut:
    """Add a policy for a unit, a topic or both."""
    added = await service.add_policy(qa, caller, form)
    return await queries.policy(added.id)


@router.get("/policies/changes")
async def list_changes(
    qa: Qa, _caller: Admin, cursor: CursorText = None, limit: Limit = 20
) -> Page[PolicyChangeOut]:
    """Return who changed which policy or ladder, the newest first."""
    return await queries.changes(qa.cipher, cursor, limit)


@router.get("/policies/recounts")
async def list_recounts(_caller: Admin) -> list[RecountOut]:
    """Return how far counting open deadlines again has come, by calendar."""
    return await recounting.recounts()


@router.get("/policies/preview")
async def preview_due_date(
    qa: Qa,
    _caller: AnyCaller,
    unit: Annotated[Slug | None, Query()] = None,
    topic: Annotated[Slug | None, Query()] = None,
) -> DuePreview:
    """Return by when a question asked now would be answered, day by day."""
    found = await (directory.unit(unit) if unit else directory.root_unit(qa.settings.root_unit))
    if found is None:
        raise unusable("unit", "unknown_unit", "no unit has this id")
    return await queries.preview(found, topic, now())


@router.put("/policies/{policy}")
async def change_policy(qa: Qa, caller: Admin, policy: VersionId, form: PolicyForm) -> PolicyOut:
    """Add the next version of a policy; questions asked before keep theirs."""
    changed = await service.change_policy(qa, caller, policy, form)
    return await queries.policy(changed.id)


@router.get("/ladders")
async def list_ladders(_caller: Admin) -> list[LadderOut]:
    """Return every version of every ladder."""
    return await queries.ladders()


@router.post("/ladders", status_code=201)
async def add_ladder(qa: Qa, caller: Admin, form: NewLadder) -> LadderOut:
    """Add a ladder for a unit, a topic or both."""
    added = await service.add_ladder(qa, caller, form)
    return await queries.ladder_version(added.id)


@router.put("/ladders/{ladder}")
async def change_ladder(qa: Qa, caller: Admin, ladder: VersionId, form: LadderForm) -> LadderOut:
    """Add the next version of a ladder; clocks set before keep their steps."""
    changed = await service.change_ladder(qa, caller, ladder, form)
    return await queries.ladder_version(changed.id)
