"""How the audit log is chained: what is hashed of a row, and of a link.

A link holds the hash of each of its rows and the hash of the link before it, and is itself hashed.
So nobody can change, remove or slip in a row without every later link telling; whoever noted the
last link's hash elsewhere (each is logged) also sees a chain that was made anew or cut short.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

BEGINNING = "0" * 64
"""What stands for the link before the first."""
_SEALED_FIELDS = ("_id", "at", "action", "reason", "person", "actor", "subject", "request_id")


class SealedRow(BaseModel):
    """A row of the log by its id, and its hash when it was sealed."""

    id: str
    hash: str


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the hash of a row as MongoDB gives it."""
    return _hash({name: _plain(row.get(name)) for name in _SEALED_FIELDS})


def link_hash(number: int, at: datetime, previous: str, rows: Sequence[SealedRow]) -> str:
    """Return the hash of a link."""
    held = [[row.id, row.hash] for row in rows]
    return _hash({"number": number, "at": _plain(at), "previous": previous, "rows": held})


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _hash(content: Mapping[str, object]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
