"""What the sandbox remembers, in memory: sessions, codes, tokens, keys; gone when it stops.

Nothing is kept under a secret's clear value for longer than it is good.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from services.auth.sandbox.persons import SandboxPerson
from services.auth.sandbox.settings import SandboxSettings
from shared.ids import new_secret
from shared.signing_keys import Jwk, new_signing_jwk, public_part
from shared.tokens import SigningKey

CODE_SECONDS = 60
ACCESS_SECONDS = 300
REFRESH_SECONDS = 8 * 3_600
SESSION_SECONDS = 8 * 3_600
_MOST = 10_000


@dataclass
class ProviderSession:
    """One person in one browser; `sid` is what clients know it by."""

    person: SandboxPerson
    auth_time: int
    sid: str = field(default_factory=new_secret)
    clients: set[str] = field(default_factory=set)
    """The clients it was used for, to be told when it ends."""


@dataclass
class Grant:
    """What a person allowed a client in one authorization; its tokens live and die together."""

    session: ProviderSession
    client: str
    scope: str
    nonce: str | None
    acr: str
    redirect_uri: str
    challenge: str
    is_redeemed: bool = False
    is_revoked: bool = False


T = TypeVar("T")


class Expiring(dict[str, tuple[float, T]]):
    """Values by secret that are forgotten after a time."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        super().__init__()
        self._seconds = seconds
        self._clock = clock

    def keep(self, value: T) -> str:
        """Store a value under a new secret."""
        moment = self._clock()
        for secret in [key for key, (until, _) in self.items() if until < moment]:
            del self[secret]
        while len(self) >= _MOST:
            del self[next(iter(self))]
        secret = new_secret(32)
        self[secret] = (moment + self._seconds, value)
        return secret

    def find(self, secret: str | None) -> T | None:
        """Return what is kept under a secret and still good."""
        until, value = self.get(secret or "", (0.0, None))
        return value if until >= self._clock() else None


class SandboxState:
    """The provider's memory and its keys, made anew at every start."""

    def __init__(self, settings: SandboxSettings, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.clock = clock
        self.switches = set(settings.switches)
        self.jwks: dict[str, list[Jwk]] = {"keys": []}
        self.rotate_key()
        self.sessions: Expiring[ProviderSession] = Expiring(SESSION_SECONDS, clock)
        # A redeemed code is remembered as long as its tokens may live: using it again revokes them.
        self.codes: Expiring[tuple[float, Grant]] = Expiring(REFRESH_SECONDS, clock)
        self.access: Expiring[Grant] = Expiring(ACCESS_SECONDS, clock)
        self.refresh: Expiring[Grant] = Expiring(REFRESH_SECONDS, clock)
        self.used_refresh: Expiring[Grant] = Expiring(REFRESH_SECONDS, clock)

    def rotate_key(self) -> None:
        """Sign with a new key from now on; the one before stays published for its tokens."""
        private = new_signing_jwk(self.settings.signing_algorithm)
        self.key = SigningKey(private)
        self.jwks = {"keys": [*self.jwks["keys"][-1:], public_part(private)]}

    def end_session(self, session: ProviderSession) -> None:
        """Forget a session, in whatever browser it is."""
        for secret in [key for key, (_, kept) in self.sessions.items() if kept is session]:
            del self.sessions[secret]
