"""Leaving: asked for by a client (RP-initiated) or on the sandbox's own page (back-channel)."""

from datetime import UTC, datetime

import aiohttp
from fastapi import APIRouter, Request, Response

from services.auth.sandbox.deps import SESSION_COOKIE, CurrentState
from services.auth.sandbox.id_tokens import logout_token_claims
from services.auth.sandbox.pages import show_page
from services.auth.sandbox.state import ProviderSession, SandboxState
from services.auth.sandbox.switches import Switch
from services.auth.sessions.browser import see_other
from services.auth.signins.addresses import with_query
from shared.claims import read_object
from shared.logging import get_logger
from shared.tokens import (
    Claims,
    Expected,
    TokenRefused,
    read_header,
    usable_keys,
    verify_token,
)

_log = get_logger(__name__)
router = APIRouter()
_TEN_YEARS_SECONDS = 10 * 365 * 86_400


class LogoutRefused(Exception):
    """The request to leave is wrong; only an error page may be shown."""


@router.get("/")
async def show_start(request: Request, state: CurrentState) -> Response:
    """Say what this is and who is signed in."""
    session = state.sessions.find(request.cookies.get(SESSION_COOKIE))
    return show_page(state, "start.html", person=session.person if session else None)


@router.post("/leave")
async def leave_everywhere(request: Request, state: CurrentState) -> Response:
    """End the browser's session and tell the clients, server to server."""
    session = state.sessions.find(request.cookies.get(SESSION_COOKIE))
    if session is not None:
        state.end_session(session)
        await _tell_clients(state, request.app.state.http, session)
    response = see_other("/")
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.api_route("/logout", methods=["GET", "POST"])
async def leave_for_client(request: Request, state: CurrentState) -> Response:
    """End the browser's session for a client (OpenID Connect RP-Initiated Logout 1.0)."""
    form = await request.form() if request.method == "POST" else request.query_params
    given = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    try:
        target = _target(state, given)
        session = state.sessions.find(request.cookies.get(SESSION_COOKIE))
        if session and "confirmed" not in given and not _is_named(state, given, session):
            return show_page(state, "leave.html", asked=given, person=session.person)
    except LogoutRefused as refused:
        return show_page(state, "error.html", 400, reason=str(refused))
    if session:
        state.end_session(session)
    response = see_other(target) if target else show_page(state, "start.html", person=None)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _target(state: SandboxState, given: dict[str, str]) -> str | None:
    """Return where to send the browser afterwards; raises `LogoutRefused`."""
    address, named = given.get("post_logout_redirect_uri"), given.get("client_id")
    if "id_token_hint" in given:
        told = _read_hint(state, given["id_token_hint"])["aud"]
        named = told if named in {None, told} else None
    client = state.settings.clients.get(named or "")
    if client is None and (address or "id_token_hint" in given):
        raise LogoutRefused("client_id")
    if address is None or client is None:
        return None
    if address not in client.post_logout_redirect_uris:
        raise LogoutRefused("post_logout_redirect_uri")
    return with_query(address, state=given["state"]) if "state" in given else address


def _is_named(state: SandboxState, given: dict[str, str], session: ProviderSession) -> bool:
    """Say whether the client means exactly this session; else the person is asked."""
    if "id_token_hint" in given:
        return _read_hint(state, given["id_token_hint"]).get("sid") == session.sid
    return given.get("logout_hint") == session.sid


def _read_hint(state: SandboxState, hint: str) -> Claims:
    """Return the claims of one of our id_tokens, an expired one too; raises `LogoutRefused`."""
    try:
        read_header(hint)
        audience = str(read_object(hint.split(".")[1]).get("aud"))
    except TokenRefused as refused:
        raise LogoutRefused("id_token_hint") from refused
    expected = Expected(
        issuer=state.settings.issuer,
        audience=audience,
        algorithms=frozenset({state.settings.signing_algorithm}),
        token_types=frozenset({"jwt"}),
        leeway_seconds=_TEN_YEARS_SECONDS,
    )
    moment = datetime.fromtimestamp(state.clock(), UTC)
    try:
        return verify_token(hint, usable_keys(state.jwks), expected, moment)
    except TokenRefused as refused:
        raise LogoutRefused("id_token_hint") from refused


async def _tell_clients(
    state: SandboxState, http: aiohttp.ClientSession, session: ProviderSession
) -> None:
    """Send each client of a session a logout token (OpenID Connect Back-Channel Logout 1.0)."""
    for name in sorted(session.clients):
        address = state.settings.clients[name].backchannel_logout_uri
        if not address or Switch.LOGOUT_UNTOLD in state.switches:
            continue
        token = state.key.sign(logout_token_claims(state, session, name), "logout+jwt")
        try:
            async with http.post(address, data={"logout_token": token}) as response:
                _log.info("client_told", client=name, status=response.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            _log.warning("client_not_told", client=name, error=type(error).__name__)
