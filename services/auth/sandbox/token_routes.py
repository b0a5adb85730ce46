"""Codes and refresh tokens against tokens, giving tokens back, and the userinfo.

RFC 6749, RFC 7009, OpenID Connect Core.
"""

import base64
import binascii
import hashlib
import hmac
import re
from typing import Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.auth.sandbox.deps import CurrentState
from services.auth.sandbox.id_tokens import id_token_claims
from services.auth.sandbox.state import ACCESS_SECONDS, Grant, SandboxState
from services.auth.sandbox.switches import Switch
from shared.signing_keys import new_signing_jwk
from shared.tokens import SigningKey

router = APIRouter()
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_NEVER_KEPT = {"Cache-Control": "no-store"}


class TokenRefusal(Exception):
    """The token endpoint says no, with an error code of RFC 6749."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


@router.post("/token")
async def issue_tokens(request: Request, state: CurrentState) -> JSONResponse:
    """Redeem a code or rotate a refresh token."""
    try:
        client, values = await _asked(request, state)
        return JSONResponse(_redeem(state, client, values), headers=_NEVER_KEPT)
    except TokenRefusal as refusal:
        return _refused(refusal)


@router.post("/revoke")
async def revoke_tokens(request: Request, state: CurrentState) -> Response:
    """End all tokens of the authorization that one of them belongs to; unknown ones are ended."""
    try:
        client, values = await _asked(request, state)
        _revoke(state, client, values)
        return Response(headers=_NEVER_KEPT)
    except TokenRefusal as refusal:
        return _refused(refusal)


async def _asked(request: Request, state: SandboxState) -> tuple[str, dict[str, str]]:
    """Return which client asks, and what its form says; raises `TokenRefusal`."""
    form = await request.form()
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    if Switch.TOKEN_AWAY in state.switches:
        raise TokenRefusal("temporarily_unavailable", 503)
    if len({name for name, _ in given}) != len(given):
        raise TokenRefusal("invalid_request")
    values = dict(given)
    return _authenticate(state, request.headers.get("authorization"), values), values


def _refused(refusal: TokenRefusal) -> JSONResponse:
    challenge = {"WWW-Authenticate": "Basic"} if refusal.status == 401 else {}
    return JSONResponse({"error": refusal.error}, refusal.status, _NEVER_KEPT | challenge)


@router.get("/userinfo")
async def show_userinfo(request: Request, state: CurrentState) -> JSONResponse:
    """Return the claims about the person of an access token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = state.access.find(token) if scheme.lower() == "bearer" else None
    if grant is None or grant.is_revoked:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return JSONResponse({"error": "invalid_token"}, 401, _NEVER_KEPT | challenge)
    person = grant.session.person
    if Switch.USERINFO_AWAY in state.switches:
        return JSONResponse({"error": "temporarily_unavailable"}, 503, _NEVER_KEPT)
    is_other = Switch.USERINFO_OTHER_SUBJECT in state.switches
    subject = "sandbox-somebody-else" if is_other else person.subject
    claims = person.claims(state.settings.profile) | {"sub": subject}
    return JSONResponse(claims, headers=_NEVER_KEPT)


def _authenticate(state: SandboxState, header: str | None, values: dict[str, str]) -> str:
    """Return the client, proved by Basic or by the form, not by both; raises `TokenRefusal`."""
    if header and "client_secret" in values:
        raise TokenRefusal("invalid_request")
    client, secret = values.get("client_id", ""), values.get("client_secret", "")
    if header:
        client, secret = _basic(header)
    known = state.settings.clients.get(client)
    expected = known.client_secret.get_secret_value() if known else ""
    is_right = hmac.compare_digest(secret.encode(), expected.encode())
    method = "client_secret_basic" if header else "client_secret_post"
    if known is None or not is_right or method not in state.settings.token_auth_methods:
        raise TokenRefusal("invalid_client", 401)
    return client


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (ValueError, binascii.Error):
        decoded = ""
    client, _, secret = decoded.partition(":")
    return (unquote_plus(client), unquote_plus(secret)) if scheme.lower() == "basic" else ("", "")


def _redeem(state: SandboxState, client: str, values: dict[str, str]) -> dict[str, Any]:
    match values.get("grant_type"):
        case "authorization_code":
            return _answer(state, _redeem_code(state, client, values))
        case "refresh_token":
            return _answer(state, _rotate(state, client, values))
        case _:
            raise TokenRefusal("unsupported_grant_type")


def _redeem_code(state: SandboxState, client: str, values: dict[str, str]) -> Grant:
    good_until, grant = state.codes.find(values.get("code")) or (0.0, None)
    if grant is None or grant.client != client:
        raise TokenRefusal("invalid_grant")
    if grant.is_redeemed:
        grant.is_revoked = True  # somebody else has the code: what it gave is worth nothing
        raise TokenRefusal("invalid_grant")
    verifier = values.get("code_verifier", "")
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    is_right = (
        state.clock() <= good_until
        and values.get("redirect_uri") == grant.redirect_uri
        and _VERIFIER.fullmatch(verifier) is not None
        and hmac.compare_digest(challenge, grant.challenge)
    )
    if not is_right:
        raise TokenRefusal("invalid_grant")
    grant.is_redeemed = True
    return grant


def _rotate(state: SandboxState, client: str, values: dict[str, str]) -> Grant:
    secret = values.get("refresh_token", "")
    if used := state.used_refresh.find(secret):
        used.is_revoked = True  # stolen from one of two holders: neither keeps the family
    grant = state.refresh.find(secret)
    if grant is None or grant.is_revoked or grant.client != client:
        raise TokenRefusal("invalid_grant")
    state.used_refresh[secret] = state.refresh.pop(secret)
    return grant


def _revoke(state: SandboxState, client: str, values: dict[str, str]) -> None:
    token = values.get("token", "")
    if not token:
        raise TokenRefusal("invalid_request")
    kept = (state.refresh, state.used_refresh, state.access)
    grant = next((found for one in kept if (found := one.find(token))), None)
    if grant is None:
        return
    if grant.client != client:
        raise TokenRefusal("invalid_grant")
    grant.is_revoked = True


def _answer(state: SandboxState, grant: Grant) -> dict[str, Any]:
    access_token = state.access.keep(grant)
    answer = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "scope": grant.scope,
        "id_token": _id_token(state, grant, access_token),
    }
    if Switch.TOKEN_WITHOUT_ID in state.switches:
        del answer["id_token"]
    if "offline_access" in grant.scope.split():
        answer["refresh_token"] = state.refresh.keep(grant)
    return answer


def _id_token(state: SandboxState, grant: Grant, access_token: str) -> str:
    claims, key = id_token_claims(state, grant, access_token), state.key
    if Switch.TOKEN_STRANGE_KEY in state.switches:
        stranger = {**new_signing_jwk(state.settings.signing_algorithm), "kid": key.kid}
        key = SigningKey(stranger)
    token = key.sign(claims, "JWT")
    if Switch.TOKEN_UNSIGNED in state.switches:
        header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
        return f"{header}.{token.split('.')[1]}."
    return token
