"""The addresses of signing in that a browser visits here.

A refusal leads to the gateway's page `/dang-nhap/loi?ma=<code>` (codes: `signins.model`), with
`next` when the person was on the way to somewhere; a client that takes only JSON gets the problem.
Where several providers stand side by side, `/dang-nhap` lets people choose.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from services.auth.bootstrap import AuthRuntime
from services.auth.deps import CurrentRuntime
from services.auth.sessions.browser import BrowserCookies, see_other, wants_page
from services.auth.sessions.devices import device_of
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.model import session_key
from services.auth.sessions.service import end_sessions
from services.auth.signins import service
from services.auth.signins.addresses import FRONT_PAGE, safe_next, with_query
from services.auth.signins.callbacks import read_callback
from services.auth.signins.model import SIGN_IN_SECONDS, SignInRefused
from services.auth.signins.provider import Provider
from services.auth.signins.registrations import MAIN
from shared.contracts.auth.sessions import SignInProvider
from shared.logging import get_logger
from shared.problems import MEDIA_TYPE, Problem, Unavailable

_log = get_logger(__name__)
router = APIRouter(tags=["sign-in"])
REFUSED_PAGE = "/dang-nhap/loi"
CHOICE_PAGE = "/dang-nhap"
_LEVELS = {"1": 1, "2": 2}
_AWAY = """<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>Chưa đăng nhập được</title>
<h1>Chưa đăng nhập được</h1>
<p>Hệ thống đăng nhập tạm thời không hoạt động. Xin thử lại sau ít phút.</p>
<p lang="en">Signing in is not possible at the moment. Please try again in a few minutes.</p>
<p><a href="/">Về trang chủ</a></p>
</html>
"""
_Short = Annotated[str | None, Query()]


@router.get("/api/auth/v1/sign-in-providers")
async def list_sign_in_providers(runtime: CurrentRuntime) -> list[SignInProvider]:
    """Name the providers people may sign in at, the main one first."""
    us = [provider.registration for provider in runtime.providers]
    return [SignInProvider(name=one.name, title=one.title) for one in us]


@router.get("/auth/login", status_code=303, response_class=RedirectResponse)
async def begin_sign_in(
    *,
    request: Request,
    runtime: CurrentRuntime,
    next_address: Annotated[str | None, Query(alias="next")] = None,
    login_hint: _Short = None,
    level: _Short = None,
    provider: _Short = None,
) -> Response:
    """Send the browser to the provider; `level` asks for an assurance level, proved just now."""
    hint = (
        login_hint if login_hint and len(login_hint) <= 100 and login_hint.isprintable() else None
    )
    onward = safe_next(next_address)
    cookies = BrowserCookies(runtime.settings)
    try:
        chosen = await _choose(runtime, provider, hint, cookies.read(request, "session"))
        if chosen is None:
            asked = level if level in _LEVELS else None
            return see_other(with_query(CHOICE_PAGE, next=onward, level=asked))
        departure = await service.depart(
            runtime, chosen, next_address=onward, login_hint=hint, level=_LEVELS.get(level or "")
        )
    except Unavailable as problem:
        return _away(request, runtime, problem)
    response = see_other(departure.location)
    cookies.give(response, "login", departure.browser_secret, SIGN_IN_SECONDS)
    return response


async def _choose(
    runtime: AuthRuntime, name: str | None, login_hint: str | None, session_id: str | None
) -> Provider | None:
    """Return where to sign in, None when the person has to say.

    Unless named it is where the browser is signed in already, or the only one there is.
    """
    providers = runtime.providers
    if name is not None:
        return providers.named(name)
    if len(providers) == 1 or login_hint:
        return providers.main
    key = session_key(session_id)
    session = await SessionDocument.get(key) if key else None
    return providers.of_issuer(session.issuer) if session else None


@router.get("/auth/callback", status_code=303, response_class=RedirectResponse)
async def finish_sign_in(request: Request, runtime: CurrentRuntime) -> Response:
    """Take the browser back from the main provider and give it a session, or say why not."""
    return await _finish(request, runtime, runtime.providers.main)


@router.get("/auth/callback/{name}", status_code=303, response_class=RedirectResponse)
async def finish_sign_in_elsewhere(
    name: str, request: Request, runtime: CurrentRuntime
) -> Response:
    """Take the browser back from another provider; each has an address of its own."""
    return await _finish(request, runtime, runtime.providers.named(name) if name != MAIN else None)


async def _finish(request: Request, runtime: AuthRuntime, provider: Provider | None) -> Response:
    cookies = BrowserCookies(runtime.settings)
    callback = read_callback(request.scope["query_string"])
    secret = cookies.read(request, "login")
    device = device_of(request.headers.get("user-agent", ""))
    try:
        arrival = await service.arrive(runtime, provider, callback, secret, device)
    except SignInRefused as refused:
        response = _refused(request, runtime, refused)
    except Unavailable as problem:
        response = _away(request, runtime, problem)
    else:
        await _end_previous(runtime, cookies.read(request, "session"))
        response = see_other(arrival.next)
        cookies.give(response, "session", arrival.session_id)
    cookies.take_back(response, "login")
    return response


async def _end_previous(runtime: AuthRuntime, session_id: str | None) -> None:
    """End the session this browser had before; its cookie is being replaced anyway."""
    key = session_key(session_id)
    if key is None:
        return
    try:
        await end_sessions(runtime, [key], "replaced")
    except Problem as problem:
        _log.warning("previous_session_not_ended", error=problem.slug)


def _refused(request: Request, runtime: AuthRuntime, refused: SignInRefused) -> Response:
    if not wants_page(request):
        return _document(runtime, refused)
    onward = refused.next if refused.next != FRONT_PAGE else None
    return see_other(with_query(REFUSED_PAGE, ma=refused.code.value, next=onward))


def _away(request: Request, runtime: AuthRuntime, problem: Unavailable) -> Response:
    if not wants_page(request):
        return _document(runtime, problem)
    return HTMLResponse(_AWAY, problem.status, {"Cache-Control": "no-store", "Retry-After": "30"})


def _document(runtime: AuthRuntime, problem: Problem) -> Response:
    body = problem.body(runtime.settings.public_url)
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(body, problem.status, headers, media_type=MEDIA_TYPE)
