"""What the sandbox signs: id_tokens for a grant, logout tokens for a session."""

from services.auth.sandbox.state import Grant, ProviderSession, SandboxState
from services.auth.sandbox.switches import spoil
from services.auth.sessions.backchannel import EVENT
from services.auth.signins.id_tokens import half_hash
from shared.ids import new_secret
from shared.tokens import Claims

_GOOD_SECONDS = 300


def id_token_claims(state: SandboxState, grant: Grant, access_token: str) -> Claims:
    """Return the claims of an id_token: whose account, nothing about the person."""
    optional = {"nonce": grant.nonce} if grant.nonce is not None else {}
    claims = {
        **_about(state, grant.session, grant.client),
        "azp": grant.client,
        "exp": int(state.clock()) + _GOOD_SECONDS,
        "auth_time": grant.session.auth_time,
        "acr": grant.acr,
        "amr": ["sandbox"],
        "at_hash": half_hash(access_token),
        **optional,
    }
    return spoil(claims, state.switches)


def logout_token_claims(state: SandboxState, session: ProviderSession, client: str) -> Claims:
    """Return the claims of a logout token (OpenID Connect Back-Channel Logout 1.0)."""
    return {
        **_about(state, session, client),
        "exp": int(state.clock()) + 120,
        "jti": new_secret(),
        "events": {EVENT: {}},
    }


def _about(state: SandboxState, session: ProviderSession, client: str) -> Claims:
    return {
        "iss": state.settings.issuer,
        "aud": client,
        "sub": session.person.subject,
        "sid": session.sid,
        "iat": int(state.clock()),
    }
