"""Access tokens for people and machine clients: ids, roles and scopes, nothing personal."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.auth.keys.model import Keyring
from shared.clock import now
from shared.contracts.auth.sessions import TokenAnswer
from shared.identity import ACCESS_TOKEN, AUDIENCE, CallerKind, Role
from shared.ids import new_id


class AccessTokens:
    """Issues this service's tokens; `issuer` is the public address everybody expects."""

    def __init__(self, keyring: Keyring, issuer: str, seconds: int) -> None:
        self._keyring = keyring
        self._issuer = issuer
        self._seconds = seconds

    def for_person(
        self, person: str, roles: Sequence[Role], *, loa: int, session: str
    ) -> TokenAnswer:
        """Return a token for a person in a session."""
        held = [{"role": role.role, "unit": role.unit} for role in roles]
        return self._issue(person, CallerKind.PERSON, roles=held, loa=loa, sid=session)

    def for_client(self, client: str, scopes: Iterable[str]) -> TokenAnswer:
        """Return a token for a machine client."""
        return self._issue(f"client:{client}", CallerKind.CLIENT, scope=" ".join(sorted(scopes)))

    def _issue(self, subject: str, kind: CallerKind, **claims: Any) -> TokenAnswer:  # noqa: ANN401
        issued_at = int(now().timestamp())
        body = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": subject,
            "kind": kind.value,
            "jti": new_id(),
            "iat": issued_at,
            "exp": issued_at + self._seconds,
            **claims,
        }
        return TokenAnswer(
            access_token=self._keyring.sign(body, ACCESS_TOKEN),
            expires_in=self._seconds,
            scope=str(claims.get("scope", "")),
        )
