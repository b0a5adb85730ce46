"""What makes a response doubtful, and what becomes of it. No I/O.

A doubtful response is acknowledged like any other and kept, but not counted until it is released.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from services.survey.challenges.model import Evidence

QUICKEST = timedelta(seconds=3)
"""Nobody reads five questions faster."""


class Sign(StrEnum):
    """Why a response is doubtful."""

    HONEYPOT = "honeypot"
    """A field was filled that people do not see."""
    TOO_FAST = "too_fast"
    """The form was answered faster than anybody reads it, and not for the first time today."""
    FORGED_PROOF = "forged_proof"
    """A proof or ticket was shown that was never issued for this portal, or too long ago."""
    PROOF_REUSED = "proof_reused"
    """The same proof came with another response."""
    MANY_FROM_ONE = "many_from_one"
    """More came from one place on one day than is plausible."""


class Verdict(StrEnum):
    """What was decided about a response held back."""

    HELD = "held"
    RELEASED = "released"
    EXCLUDED = "excluded"


def certain_signs(evidence: Evidence, *, honeypot: str | None) -> list[Sign]:
    """Return what speaks against a response whatever else came from its place."""
    signs = [Sign.HONEYPOT] if honeypot else []
    return [*signs, Sign.FORGED_PROOF] if evidence.is_forged else signs


def is_hasty(evidence: Evidence, at: datetime) -> bool:
    """Return whether the form was answered faster than anybody reads it, as far as is known."""
    return evidence.issued_at is not None and at - evidence.issued_at < QUICKEST
