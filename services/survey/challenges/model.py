"""Challenges: a proof of work for browsers with scripts, a dated ticket for those without. Pure.

The work is ALTCHA's (SHA-256, version 1): find the number behind a hash. Its salt, which the
signature covers, names the portal and the moment of issue. Nothing is kept of a challenge here.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution

from shared.contracts.survey.challenges import ChallengeOut

WORK = 40_000
"""The largest number to try; half of it on average, a fraction of a second on a cheap phone."""

VALID = timedelta(hours=2)
_TICKET_DIGITS = 32


@dataclass(frozen=True)
class Evidence:
    """What a response shows for itself: when its form was issued, and whether work was done.

    `nonce` names the proof, so that one does not serve twice. `is_forged` says that something was
    shown that we never issued, or for another portal, or too long ago.
    """

    issued_at: datetime | None = None
    is_proven: bool = False
    nonce: str = ""
    is_forged: bool = False


class Challenges:
    """Issues and reads challenges with one key."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"survey challenges", "sha256").hex()

    def issue(self, portal: str, at: datetime) -> ChallengeOut:
        """Return a challenge for a portal's form."""
        stamp = str(int(at.timestamp()))
        options = ChallengeOptions(
            algorithm="SHA-256",
            max_number=WORK,
            hmac_key=self._key,
            expires=at + VALID,
            params={"portal": portal, "at": stamp},
        )
        made = create_challenge(options)
        return ChallengeOut(
            algorithm="SHA-256",
            challenge=made.challenge,
            max_number=made.max_number,
            salt=made.salt,
            signature=made.signature,
            ticket=f"{stamp}.{self._sign(portal, stamp)}",
        )

    def read(self, portal: str, proof: str | None, ticket: str | None, at: datetime) -> Evidence:
        """Return what proof and ticket show for a response to a portal.

        A form that came back with an error has a newer proof than ticket: the older moment counts.
        """
        shown = self._read_proof(portal, proof, at) if proof else Evidence()
        dated = self._read_ticket(portal, ticket, at) if ticket else Evidence()
        moments = [moment for moment in (shown.issued_at, dated.issued_at) if moment]
        return replace(
            shown,
            issued_at=min(moments, default=None),
            is_forged=shown.is_forged or (dated.is_forged and not shown.is_proven),
        )

    def _read_proof(self, portal: str, proof: str, at: datetime) -> Evidence:
        try:
            payload = json.loads(base64.b64decode(proof, validate=True))
        except (binascii.Error, ValueError, RecursionError):
            return Evidence(is_forged=True)
        if not _is_payload(payload):
            return Evidence(is_forged=True)
        is_right, _ = verify_solution(payload, self._key, check_expires=False)
        named = parse_qs(payload["salt"].partition("?")[2].rstrip("&"))
        if not is_right or named.get("portal") != [portal]:
            return Evidence(is_forged=True)
        return _dated(named["at"][0], at, nonce=payload["signature"], is_proven=True)

    def _read_ticket(self, portal: str, ticket: str, at: datetime) -> Evidence:
        stamp, _, signature = ticket.partition(".")
        expected = self._sign(portal, stamp)
        if not hmac.compare_digest(signature.encode(), expected.encode()):
            return Evidence(is_forged=True)
        return _dated(stamp, at)

    def _sign(self, portal: str, stamp: str) -> str:
        told = f"ticket\0{portal}\0{stamp}".encode()
        return hmac.new(self._key.encode(), told, hashlib.sha256).hexdigest()[:_TICKET_DIGITS]


def _is_payload(payload: object) -> bool:
    """Return whether this is shaped like a solution; ALTCHA's own check trusts the types."""
    texts = ("algorithm", "challenge", "salt", "signature")
    return (
        isinstance(payload, Mapping)
        and payload.get("algorithm") == "SHA-256"
        and isinstance(payload.get("number"), int)
        and all(isinstance(payload.get(name), str) for name in texts)
    )


def _dated(stamp: str, at: datetime, *, nonce: str = "", is_proven: bool = False) -> Evidence:
    issued_at = datetime.fromtimestamp(int(stamp), UTC)
    if not timedelta(seconds=-1) <= at - issued_at <= VALID:
        return Evidence(is_forged=True)
    return Evidence(issued_at=issued_at, is_proven=is_proven, nonce=nonce)
