"""What a client needs to know of the sandbox: discovery document and keys."""

from typing import Any

from fastapi import APIRouter

from services.auth.sandbox.deps import CurrentState
from services.auth.sandbox.switches import Switch
from shared.problems import Unavailable

router = APIRouter()


@router.get("/.well-known/openid-configuration")
async def show_configuration(state: CurrentState) -> dict[str, Any]:
    """Describe this provider (OpenID Connect Discovery 1.0)."""
    settings = state.settings
    issuer = settings.issuer.removesuffix("/")
    is_other = Switch.DISCOVERY_OTHER_ISSUER in state.switches
    return {
        "issuer": f"{settings.issuer}/" if is_other else settings.issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/logout",
        "revocation_endpoint": f"{issuer}/revoke",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [settings.signing_algorithm],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "acr_values_supported": list(settings.profile.levels.values()),
        "token_endpoint_auth_methods_supported": settings.token_auth_methods,
        "revocation_endpoint_auth_methods_supported": settings.token_auth_methods,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": settings.names_issuer,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "request_uri_parameter_supported": False,
        "ui_locales_supported": ["vi"],
    }


@router.get("/jwks")
async def show_keys(state: CurrentState) -> dict[str, Any]:
    """Return the keys that verify this provider's tokens."""
    if Switch.KEYS_AWAY in state.switches:
        raise Unavailable
    return state.jwks
