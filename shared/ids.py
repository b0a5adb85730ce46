"""Identifiers: sortable record ids, codes people read aloud, secrets nobody can guess."""

import secrets
import time
from datetime import UTC, datetime

# Crockford's base 32: no I, L, O, U, so nothing is misread over the telephone.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """Return 32 hex digits that sort by time of making (UUID version 7, RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = secrets.randbits(74)
    high = (random_bits >> 62) & 0xFFF
    low = random_bits & ((1 << 62) - 1)
    value = (milliseconds << 80) | (7 << 76) | (high << 64) | (0b10 << 62) | low
    return f"{value:032x}"


def first_id(moment: datetime) -> str:
    """Return what sorts before every id made at this moment or later, and after earlier ones."""
    return f"{max(int(moment.timestamp() * 1000), 0):012x}"


def id_moment(record_id: str) -> datetime | None:
    """Return about when an id was made, None for one that does not tell."""
    try:
        return datetime.fromtimestamp(int(record_id[:12], 16) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def readable_code(length: int = 8) -> str:
    """Return random characters of the readable alphabet, 5 bits each."""
    drawn = secrets.randbits(5 * length)
    return "".join(READABLE[drawn >> 5 * place & 31] for place in range(length))


def normal_code(typed: str) -> str:
    """Return what was meant by a typed code: upper case, O→0, I and L→1, no spaces or dashes."""
    meant = typed.upper().translate(str.maketrans("OIL", "011"))
    return "".join(character for character in meant if character in READABLE)


def new_secret(size: int = 24) -> str:
    """Return a URL-safe secret of `size` random bytes."""
    return secrets.token_urlsafe(size)
