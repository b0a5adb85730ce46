"""The browser's session: shown, ended by its person, by the provider, exchanged by the gateway."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.auth.clients.deps import AuthenticatedClient
from services.auth.clients.model import EXCHANGE_SESSIONS
from services.auth.deps import CurrentRuntime
from services.auth.people.queries import find_person, held_roles
from services.auth.sessions import service
from services.auth.sessions.backchannel import LogoutTokenRefused, end_by_logout_token
from services.auth.sessions.browser import BrowserCookies, check_own_form, see_other
from services.auth.sessions.leaving import provider_logout_address
from services.auth.sessions.model import session_key
from shared.contracts.auth.sessions import (
    EndedSessions,
    OwnSession,
    SessionShown,
    SessionTokenAnswer,
    SessionTokenRequest,
)
from shared.identity import SignedInPerson
from shared.problems import Forbidden

router = APIRouter(tags=["sessions"])
LEFT_PAGE = "/dang-nhap/da-thoat"


@router.post("/internal/v1/session-token")
async def exchange_session(
    body: SessionTokenRequest,
    client: AuthenticatedClient,
    runtime: CurrentRuntime,
    response: Response,
) -> SessionTokenAnswer:
    """Give the gateway an access token for a browser's session."""
    if EXCHANGE_SESSIONS not in client.scopes:
        raise Forbidden
    response.headers["Cache-Control"] = "no-store"
    return await service.exchange_session(runtime, body.session)


@router.get("/auth/session")
async def show_session(
    request: Request, runtime: CurrentRuntime, response: Response
) -> SessionShown:
    """Say whether this browser is signed in; looking does not count as use."""
    response.headers["Cache-Control"] = "no-store"
    cookie = BrowserCookies(runtime.settings).read(request, "session")
    current = await service.find_session(runtime, cookie, is_use=False)
    person = await find_person(runtime.cipher, current.session.person) if current else None
    if current is None or person is None:
        return SessionShown(signed_in=False)
    held = await held_roles(person)
    return SessionShown(signed_in=True, name=person.name, loa=current.session.loa, roles=held)


_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {
        "description": "The logout token is refused",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


@router.post("/auth/logout", status_code=303, response_class=RedirectResponse)
async def end_session(request: Request, runtime: CurrentRuntime) -> RedirectResponse:
    """End the session here, then at the provider; only our own pages may ask for it."""
    check_own_form(request, runtime.settings.public_url)
    cookies = BrowserCookies(runtime.settings)
    key = session_key(cookies.read(request, "session"))
    address = LEFT_PAGE
    if key is not None:
        address = await provider_logout_address(runtime, key) or LEFT_PAGE
        await service.end_sessions(runtime, [key], "logout")
    response = see_other(address)
    cookies.take_back(response, "session")
    return response


@router.get("/auth/logout", status_code=303, response_class=RedirectResponse)
async def refuse_logout_link() -> RedirectResponse:
    """Do nothing: leaving takes a form, so that no link or picture can sign anybody out."""
    return see_other("/")


@router.get("/auth/logged-out", status_code=303, response_class=RedirectResponse)
async def show_logged_out() -> RedirectResponse:
    """Lead on to the gateway's page `/dang-nhap/da-thoat`; the provider sends browsers here."""
    return see_other(LEFT_PAGE)


@router.post("/auth/backchannel-logout", response_class=Response, responses=_REFUSED)
async def end_sessions_by_provider(
    runtime: CurrentRuntime, logout_token: Annotated[str, Form(max_length=20_000)] = ""
) -> Response:
    """End the sessions a provider's logout token names (OpenID Connect Back-Channel Logout 1.0)."""
    try:
        await end_by_logout_token(runtime, logout_token)
    except LogoutTokenRefused:
        return JSONResponse({"error": "invalid_request"}, 400, {"Cache-Control": "no-store"})
    return Response(status_code=200, headers={"Cache-Control": "no-store"})


@router.get("/api/auth/v1/sessions")
async def list_own_sessions(
    caller: SignedInPerson, runtime: CurrentRuntime, response: Response
) -> list[OwnSession]:
    """List the caller's sessions."""
    response.headers["Cache-Control"] = "no-store"
    return await service.list_own_sessions(runtime, caller)


@router.delete("/api/auth/v1/sessions")
async def end_own_sessions(
    caller: SignedInPerson,
    runtime: CurrentRuntime,
    but_current: Annotated[bool, Query(description="Keep the session that asks")] = False,
) -> EndedSessions:
    """End all of the caller's sessions at once; it counts from the next call on."""
    ended = await service.end_own_sessions(runtime, caller, but_current=but_current)
    return EndedSessions(ended=ended)


@router.delete("/api/auth/v1/sessions/{session}", status_code=204)
async def end_own_session(session: str, caller: SignedInPerson, runtime: CurrentRuntime) -> None:
    """End one of the caller's sessions; it counts from the next call on."""
    await service.end_own_session(runtime, caller, session)
