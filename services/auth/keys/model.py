"""The signing keys in memory, and when each of them does what.

A new key is published some time before it signs, so that whoever keeps a copy of the published
keys knows it by then; the one before stays published until nothing it signed is good any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from shared.clock import now
from shared.signing_keys import Jwk, public_part
from shared.tokens import Claims, SigningKey

LEAD = timedelta(minutes=15)
"""Longer than anybody keeps a copy of the published keys (ten minutes, `shared.jwks`)."""
KEPT = timedelta(hours=1)
"""Longer than any token lives (five minutes)."""


@dataclass(frozen=True)
class OurKey:
    """One key: `number` counts up; it signs from its moment until the next one's."""

    number: int
    jwk: Jwk = field(repr=False)
    created_at: datetime
    signs_from: datetime


def signing(keys: Sequence[OurKey], moment: datetime) -> OurKey:
    """Return the key that signs: the newest whose time has come, else the oldest there is."""
    ordered = sorted(keys, key=lambda key: key.number)
    ready = [key for key in ordered if key.signs_from <= moment]
    return ready[-1] if ready else ordered[0]


def outlived(keys: Sequence[OurKey], moment: datetime) -> list[OurKey]:
    """Return the keys whose last token is long expired."""
    ordered = sorted(keys, key=lambda key: key.number)
    return [key for key, following in pairwise(ordered) if following.signs_from + KEPT <= moment]


class Keyring:
    """The service's keys, never empty; `replace` brings what another process changed."""

    def __init__(self, keys: Sequence[OurKey]) -> None:
        self.replace(keys)

    def replace(self, keys: Sequence[OurKey]) -> None:
        """Go on with these keys."""
        self._keys = tuple(keys)
        self._signers = {key.number: SigningKey(key.jwk) for key in keys}

    def sign(self, claims: Claims, token_type: str) -> str:
        """Return the claims signed with the key whose turn it is."""
        number = signing(self._keys, now()).number
        return self._signers[number].sign(claims, token_type)

    def jwks(self) -> dict[str, Any]:
        """Return what others verify with."""
        moment = now()
        gone = {key.number for key in outlived(self._keys, moment)}
        return {"keys": [public_part(key.jwk) for key in self._keys if key.number not in gone]}
