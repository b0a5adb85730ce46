"""Which machine clients exist, what they may do, and whether a secret is theirs.

Our own services are named here and have their secrets by settings; other systems are registered by
administrators, and only hashes of their secrets are kept.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pydantic import BaseModel, SecretStr

from shared.contracts.auth.clients import Scope
from shared.contracts.qa.figures import READ_FIGURES
from shared.contracts.survey.comments import READ_COMMENTS
from shared.ids import new_secret
from shared.problems import Conflict, InvalidRequest, NotFound, StaleVersion, Unauthenticated

EXCHANGE_SESSIONS = "sessions:exchange"
READ_DIRECTORY = "directory:read"

KNOWN_CLIENTS: Mapping[str, frozenset[str]] = {
    "gateway": frozenset({EXCHANGE_SESSIONS}),
    "qa": frozenset({READ_DIRECTORY, READ_COMMENTS}),
    "survey": frozenset({READ_DIRECTORY, READ_FIGURES}),
}
_MOST_SECRETS = 2


class ClientNotAccepted(Unauthenticated):
    """The client is unknown or its secret is wrong; which of both is not said."""

    slug, title = "client-not-accepted", "The client's credentials were not accepted"

    def __init__(self) -> None:
        challenge = {"WWW-Authenticate": 'Basic realm="clients"'}
        super().__init__(error="invalid_client", headers=challenge)


class GrantNotOffered(InvalidRequest):
    """The grant type or a scope is not one this client can have."""

    slug, title = "grant-not-offered", "This grant is not offered"


class ClientNotFound(NotFound):
    """No system is registered under this name."""

    slug, title = "client-not-found", "There is no such client"


class ClientExists(Conflict):
    """The name is taken, by a registered system or one of our own services."""

    slug, title = "client-exists", "There is a client of this name already"


class ClientRevoked(Conflict):
    """The client was revoked for good."""

    slug, title = "client-revoked", "This client was revoked"


class ClientChangedMeanwhile(StaleVersion):
    """The client was changed since it was read."""

    slug, title = "client-changed-meanwhile", "Somebody else changed this client meanwhile"


class KeptSecret(BaseModel):
    """A secret as it is kept; 256 random bits need no slow hash."""

    hash: str
    made_at: datetime
    good_until: datetime | None = None


class Client(BaseModel):
    """A system that was registered."""

    name: str
    title: str
    scopes: list[Scope]
    secrets: list[KeptSecret]
    made_at: datetime
    made_by: str
    last_used_on: date | None = None
    revoked_at: datetime | None = None
    version: int = 1

    def check(self, version: int) -> None:
        """Raise unless this is the version read, of a client still in use."""
        if self.revoked_at is not None:
            raise ClientRevoked
        if self.version != version:
            raise ClientChangedMeanwhile(version=self.version)

    def renew_secret(self, moment: datetime, keep: timedelta) -> str:
        """Return a new secret; the newest before it is good for `keep` longer, all others end."""
        until = moment + keep
        before = [
            one.model_copy(update={"good_until": min(until, one.good_until or until)})
            for one in self.secrets
            if keep and (one.good_until is None or one.good_until > moment)
        ]
        secret = new_secret(32)
        fresh = KeptSecret(hash=hash_of(secret), made_at=moment)
        self.secrets = [*before, fresh][-_MOST_SECRETS:]
        return secret

    def revoke(self, moment: datetime) -> None:
        """End it for good."""
        self.secrets, self.revoked_at = [], moment

    def accepts(self, secret: str, moment: datetime) -> bool:
        """Say whether this is one of its secrets and still good."""
        told = hash_of(secret)
        found = [
            hmac.compare_digest(told, one.hash)
            for one in self.secrets
            if one.good_until is None or moment < one.good_until
        ]
        return self.revoked_at is None and any(found)


def authenticate_own(
    secrets: Mapping[str, SecretStr], name: str, secret: str
) -> frozenset[str] | None:
    """Return the scopes of one of our own services, None when it is none or the secret wrong."""
    expected = secrets[name].get_secret_value() if name in secrets else ""
    matches = hmac.compare_digest(hash_of(expected), hash_of(secret))
    return KNOWN_CLIENTS[name] if matches and expected else None


def granted_scopes(allowed: frozenset[str], asked: str) -> frozenset[str]:
    """Return the scopes asked for, all allowed ones when none is named."""
    named = frozenset(asked.split())
    if named - allowed:
        raise GrantNotOffered(error="invalid_scope")
    return named or allowed


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
