"""Which machine clients exist, what they may do, and whether a secret is theirs."""

import hashlib
import hmac
from collections.abc import Mapping

from pydantic import SecretStr

from shared.contracts.qa.figures import READ_FIGURES
from shared.contracts.survey.comments import READ_COMMENTS
from shared.problems import InvalidRequest, Unauthenticated

EXCHANGE_SESSIONS = "sessions:exchange"
READ_DIRECTORY = "directory:read"

KNOWN_CLIENTS: Mapping[str, frozenset[str]] = {
    "gateway": frozenset({EXCHANGE_SESSIONS}),
    "qa": frozenset({READ_DIRECTORY, READ_COMMENTS}),
    "survey": frozenset({READ_DIRECTORY, READ_FIGURES}),
}


class ClientNotAccepted(Unauthenticated):
    """The client is unknown or its secret is wrong; which of both is not said."""

    slug, title = "client-not-accepted", "The client's credentials were not accepted"


class GrantNotOffered(InvalidRequest):
    """The grant type or a scope is not one this client can have."""

    slug, title = "grant-not-offered", "This grant is not offered"


def authenticate(secrets: Mapping[str, SecretStr], name: str, secret: str) -> frozenset[str]:
    """Return the scopes of the client; raises `ClientNotAccepted`."""
    expected = secrets[name].get_secret_value() if name in secrets else ""
    matches = hmac.compare_digest(_digest(expected), _digest(secret))
    if not matches or not expected:
        raise ClientNotAccepted(
            error="invalid_client", headers={"WWW-Authenticate": 'Basic realm="clients"'}
        )
    return KNOWN_CLIENTS[name]


def granted_scopes(allowed: frozenset[str], asked: str) -> frozenset[str]:
    """Return the scopes asked for, all allowed ones when none is named."""
    named = frozenset(asked.split())
    if named - allowed:
        raise GrantNotOffered(error="invalid_scope")
    return named or allowed


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
