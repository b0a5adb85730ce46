"""Where a browser goes to leave the provider too (OpenID Connect RP-Initiated Logout 1.0)."""

from services.auth.bootstrap import AuthRuntime
from services.auth.sessions.documents import SessionDocument
from services.auth.signins.addresses import with_query
from services.auth.signins.model import ProviderUnavailable


async def provider_logout_address(runtime: AuthRuntime, key: str) -> str | None:
    """Return the provider's logout address for a session, None when it has none or is away.

    No token goes into the address: the provider knows us by `client_id` and the browser's session
    by its own id, sent back as `logout_hint`.
    """
    stored = await SessionDocument.get(key)
    provider = runtime.providers.of_issuer(stored.issuer) if stored else None
    if stored is None or provider is None:
        return None
    try:
        metadata = await provider.metadata()
    except ProviderUnavailable:
        return None
    if metadata.end_session_endpoint is None:
        return None
    return with_query(
        metadata.end_session_endpoint,
        client_id=provider.registration.client_id,
        post_logout_redirect_uri=provider.post_logout_redirect_uri,
        logout_hint=stored.provider_session,
    )
