"""The keys in memory: the newest signs, all are published."""

from collections.abc import Sequence
from typing import Any

from shared.signing_keys import Jwk, public_part
from shared.tokens import Claims, SigningKey


class Keyring:
    """The service's signing keys, oldest first; never empty."""

    def __init__(self, private_jwks: Sequence[Jwk]) -> None:
        self._public = [public_part(jwk) for jwk in private_jwks]
        self._current = SigningKey(private_jwks[-1])

    def sign(self, claims: Claims, token_type: str) -> str:
        """Return the claims signed with the newest key."""
        return self._current.sign(claims, token_type)

    def jwks(self) -> dict[str, Any]:
        """Return what others verify with."""
        return {"keys": self._public}
