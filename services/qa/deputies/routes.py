"""Deputies over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.qa.deps import Qa, Responder
from services.qa.deputies import queries, service
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.deputies import AppointDeputy, DeputyOut

router = APIRouter(tags=["deputies"])

RowId = Annotated[str, Path(max_length=64)]


@router.get("/colleagues")
async def list_colleagues(qa: Qa, caller: Responder) -> list[PersonRef]:
    """Return who answers in the caller's units, themselves among them, by name."""
    return await queries.colleagues(caller, qa.cipher)


@router.get("/deputies")
async def list_deputies(qa: Qa, caller: Responder) -> list[DeputyOut]:
    """Return who stands in, now or soon, for whom in the caller's units."""
    return await queries.deputies_seen_by(caller, qa.cipher)


@router.post("/deputies", status_code=201)
async def appoint_deputy(qa: Qa, caller: Responder, form: AppointDeputy) -> DeputyOut:
    """Appoint a deputy for oneself or for a colleague of the unit one heads."""
    row = await service.appoint_deputy(qa.mongo, caller, form)
    [shown] = await queries.deputies_out([row], qa.cipher)
    return shown


@router.delete("/deputies/{deputy}", status_code=204)
async def end_deputy(qa: Qa, caller: Responder, deputy: RowId) -> None:
    """End it from now on; again changes nothing."""
    await service.end_deputy(qa.mongo, caller, deputy)
