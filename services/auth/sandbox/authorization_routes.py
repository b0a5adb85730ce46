"""Where browsers sign in: at once with `login_hint`, else by a page with everybody's button."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.auth.sandbox.authorizations import (
    AuthorizationRefused,
    AuthorizationRequest,
    UnsafeRequest,
    read_request,
)
from services.auth.sandbox.deps import SESSION_COOKIE, CurrentState
from services.auth.sandbox.pages import show_page
from services.auth.sandbox.persons import SandboxPerson, load_persons
from services.auth.sandbox.state import CODE_SECONDS, SESSION_SECONDS, Grant, ProviderSession
from services.auth.sandbox.switches import Switch
from services.auth.sessions.browser import see_other
from services.auth.signins.addresses import with_query

router = APIRouter()
Given = list[tuple[str, str]]


async def _given(request: Request) -> Given:
    """Return the parameters of a GET or of a posted form."""
    if request.method == "GET":
        return list(request.query_params.multi_items())
    form = await request.form()
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


@router.api_route("/authorize", methods=["GET", "POST"])
async def authorize_client(
    request: Request, state: CurrentState, given: Annotated[Given, Depends(_given)]
) -> Response:
    """Sign a person in and send the client a code (OpenID Connect Core 3.1.2.1)."""
    try:
        asked = read_request(state.settings, given)
        session = state.sessions.find(request.cookies.get(SESSION_COOKIE))
        if asked.prompt == "none":
            return _answer(state, asked, _silent(state, asked, session))
        person = load_persons().get(asked.login_hint)
        if person is None:
            return _offer_persons(state, asked)
        return _sign_in(state, asked, person)
    except UnsafeRequest as unsafe:
        return show_page(state, "error.html", 400, reason=unsafe.reason)
    except AuthorizationRefused as refused:
        return _refuse(state, refused)


def _offer_persons(state: CurrentState, asked: AuthorizationRequest) -> Response:
    is_ours = asked.client_id == state.settings.client_id
    return show_page(
        state,
        "sign_in.html",
        asked=asked.parameters(),
        persons=list(load_persons().values()),
        client="Lắng Nghe" if is_ours else asked.client_id,
    )


def _silent(
    state: CurrentState, asked: AuthorizationRequest, session: ProviderSession | None
) -> ProviderSession:
    """Return the session a silent request may use; raises `AuthorizationRefused`."""
    is_other = session and asked.login_hint not in {"", session.person.id}
    is_old = session and state.clock() - session.auth_time > float(asked.max_age or "inf")
    if session is None or is_other or is_old:
        raise AuthorizationRefused(asked, "login_required", "nobody is signed in here")
    return session


def _sign_in(state: CurrentState, asked: AuthorizationRequest, person: SandboxPerson) -> Response:
    if person.denies:
        raise AuthorizationRefused(asked, "access_denied", "the person refused")
    session = ProviderSession(person, int(state.clock()))
    response = _answer(state, asked, session)
    response.set_cookie(
        SESSION_COOKIE,
        state.sessions.keep(session),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=state.settings.issuer.startswith("https://"),
    )
    return response


def _answer(state: CurrentState, asked: AuthorizationRequest, session: ProviderSession) -> Response:
    profile = state.settings.profile
    session.clients.add(asked.client_id)
    grant = Grant(
        session=session,
        client=asked.client_id,
        scope=asked.scope,
        nonce=asked.nonce,
        acr=profile.levels[session.person.granted_level(profile, asked.acr_values)],
        redirect_uri=asked.redirect_uri,
        challenge=asked.code_challenge,
    )
    code = state.codes.keep((state.clock() + CODE_SECONDS, grant))
    is_other = Switch.ANSWER_OTHER_STATE in state.switches
    given = "another-state" if is_other else asked.state
    address = with_query(asked.redirect_uri, code=code, state=given, iss=_named_issuer(state))
    return see_other(address + ("&code=x" if Switch.ANSWER_CODE_TWICE in state.switches else ""))


def _named_issuer(state: CurrentState) -> str | None:
    if Switch.ANSWER_OTHER_ISSUER in state.switches:
        return "https://another-issuer.example"
    is_left_out = Switch.ANSWER_WITHOUT_ISSUER in state.switches
    return None if is_left_out or not state.settings.names_issuer else state.settings.issuer


def _refuse(state: CurrentState, refused: AuthorizationRefused) -> Response:
    return see_other(
        with_query(
            refused.request.redirect_uri,
            error=refused.error,
            error_description=refused.description,
            state=refused.request.state,
            iss=_named_issuer(state),
        )
    )
