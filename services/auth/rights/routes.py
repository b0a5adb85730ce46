"""People's own data: what is known of them, and what they ask for about it."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from services.auth.deps import CurrentRuntime
from services.auth.rights import queries, service
from services.auth.rights.model import RightsRequest
from shared.contracts.auth.rights import OwnProfile, RequestRight, RightsRequestOut
from shared.idempotency import IdempotencyKey, Once
from shared.identity import ProvenPerson
from shared.versions import Version, etag

router = APIRouter(prefix="/api/auth/v1", tags=["own data"])


@router.get("/profile")
async def show_profile(
    caller: ProvenPerson, runtime: CurrentRuntime, response: Response
) -> OwnProfile:
    """Show what is known of the caller."""
    response.headers["Cache-Control"] = "no-store"
    return await queries.show_profile(runtime.cipher, caller.id)


@router.post("/rights-requests", status_code=201)
async def request_right(
    *,
    body: RequestRight,
    caller: ProvenPerson,
    runtime: CurrentRuntime,
    key: IdempotencyKey,
    response: Response,
) -> RightsRequestOut:
    """Ask to see, correct or erase one's data, or object to its use."""
    once = Once(f"right:{caller.id}", key, body, runtime.cipher)
    made = await service.request_right(runtime.mongo, runtime.cipher, caller, body, once)
    return _shown(made, response)


@router.get("/rights-requests")
async def list_rights_requests(
    caller: ProvenPerson, runtime: CurrentRuntime, response: Response
) -> list[RightsRequestOut]:
    """List the caller's requests, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    return await queries.list_own(runtime.cipher, caller.id)


@router.get("/rights-requests/{request_id}")
async def show_rights_request(
    request_id: str, caller: ProvenPerson, runtime: CurrentRuntime, response: Response
) -> RightsRequestOut:
    """Show one of the caller's requests; the ETag is its version."""
    return _shown(await queries.find_own(runtime.cipher, caller.id, request_id), response)


@router.post("/rights-requests/{request_id}/withdraw")
async def withdraw_rights_request(
    request_id: str,
    caller: ProvenPerson,
    version: Version,
    runtime: CurrentRuntime,
    response: Response,
) -> RightsRequestOut:
    """Take a request back while nobody has decided."""
    handling = service.Handling(runtime, caller, request_id, version)
    return _shown(await service.withdraw_request(runtime.mongo, handling), response)


@router.get("/rights-requests/{request_id}/copy", response_class=JSONResponse)
async def download_own_data(
    request_id: str, caller: ProvenPerson, runtime: CurrentRuntime
) -> JSONResponse:
    """Return auth's part of a copy of the caller's data; qa has its own."""
    request = await queries.find_own(runtime.cipher, caller.id, request_id)
    content = await queries.own_copy(runtime.cipher, request)
    headers = {
        "Content-Disposition": 'attachment; filename="lang-nghe-account.json"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return JSONResponse(content, headers=headers)


def _shown(request: RightsRequest, response: Response) -> RightsRequestOut:
    response.headers["ETag"] = etag(request.version)
    response.headers["Cache-Control"] = "no-store"
    return queries.request_out(request)
