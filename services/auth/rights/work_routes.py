"""The work list of people's requests about their data, for who administers everything."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.auth.deps import CurrentRuntime, RootAdmin
from services.auth.rights import queries, service
from services.auth.rights.model import RightsRequest
from shared.contracts.auth.rights import EnterRight, GiveReasons, HandleRight, RightsWorkItem
from shared.paging import CursorText, Limit, Page
from shared.versions import Version, etag

router = APIRouter(prefix="/api/auth/v1/rights-work", tags=["own data"])


async def _handling(
    request_id: str, caller: RootAdmin, version: Version, runtime: CurrentRuntime
) -> service.Handling:
    return service.Handling(runtime, caller, request_id, version)


CurrentHandling = Annotated[service.Handling, Depends(_handling)]
"""Which request somebody looks after, in the version they read."""


@router.get("")
async def list_rights_work(
    *,
    _caller: RootAdmin,
    runtime: CurrentRuntime,
    response: Response,
    state: queries.WorkState = "open",
    cursor: CursorText = None,
    limit: Limit = 50,
) -> Page[RightsWorkItem]:
    """List what is owed, the next due first; or what is settled, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    return await queries.list_work(runtime.cipher, state, cursor, limit)


@router.post("", status_code=201)
async def enter_rights_request(
    body: EnterRight, caller: RootAdmin, runtime: CurrentRuntime, response: Response
) -> list[RightsWorkItem]:
    """Enter what came by letter; one request for each account of the number's holder."""
    response.headers["Cache-Control"] = "no-store"
    made = await service.enter_requests(runtime.mongo, runtime.cipher, caller, body)
    return [await queries.show_work_item(runtime.cipher, request) for request in made]


@router.get("/{request_id}")
async def show_rights_work(
    request_id: str, _caller: RootAdmin, runtime: CurrentRuntime, response: Response
) -> RightsWorkItem:
    """Show one request; the ETag is the version to send back."""
    request = await queries.find_request(runtime.cipher, request_id)
    return await _shown(runtime, request, response)


@router.post("/{request_id}/acknowledge")
async def acknowledge_rights_request(
    handling: CurrentHandling, runtime: CurrentRuntime, response: Response
) -> RightsWorkItem:
    """Tell the person that it is being looked after."""
    done = await service.acknowledge_request(runtime.mongo, handling)
    return await _shown(runtime, done, response)


@router.post("/{request_id}/extend")
async def extend_rights_request(
    body: GiveReasons, handling: CurrentHandling, runtime: CurrentRuntime, response: Response
) -> RightsWorkItem:
    """Take longer, once, as the law allows."""
    done = await service.extend_request(runtime.mongo, handling, body.text)
    return await _shown(runtime, done, response)


@router.post("/{request_id}/refuse")
async def refuse_rights_request(
    body: GiveReasons, handling: CurrentHandling, runtime: CurrentRuntime, response: Response
) -> RightsWorkItem:
    """Refuse it, with the reason."""
    done = await service.refuse_request(runtime.mongo, handling, body.text)
    return await _shown(runtime, done, response)


@router.post("/{request_id}/agree")
async def agree_to_rights_request(
    body: HandleRight, handling: CurrentHandling, runtime: CurrentRuntime, response: Response
) -> RightsWorkItem:
    """Say that it is done; an erasure is begun by it, everywhere, and cannot be undone."""
    return await _shown(runtime, await service.agree_to_request(handling, body.text), response)


async def _shown(
    runtime: CurrentRuntime, request: RightsRequest, response: Response
) -> RightsWorkItem:
    response.headers["ETag"] = etag(request.version)
    response.headers["Cache-Control"] = "no-store"
    return await queries.show_work_item(runtime.cipher, request)
