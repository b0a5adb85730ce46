"""Keeps beside the backups who was erased and when, so that a restore brings nobody back for good.

`erased.txt` holds ids and moments, nothing else; each backup adds who was erased since the last.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient

Json = dict[str, Any]
FILE = "erased.txt"
_REQUESTS = "rights_requests"  # auth's; a test of it and of auth's own command keeps them together


def note(client: MongoClient[Json], databases: Mapping[str, str], folder: Path) -> int:
    """Add everybody who is not noted yet; returns how many are noted in all."""
    known = noted(folder)
    requests = client[databases["auth"]][_REQUESTS]
    for row in requests.find({"settled_mark": {"$gt": ""}, "kind": "erase", "state": "done"}):
        known[row["person"]] = row["finished_at"].isoformat()
    lines = [f"{person} {moment}\n" for person, moment in sorted(known.items())]
    path = folder / FILE
    draft = path.with_suffix(".new")
    draft.write_text("".join(lines), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(path)
    return len(lines)


def noted(folder: Path) -> dict[str, str]:
    """Return everybody noted, with the moment."""
    path = folder / FILE
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {person: moment for person, _, moment in (line.partition(" ") for line in lines)}


def since(folder: Path, taken_at: datetime) -> list[str]:
    """Return who was erased after a moment, so whom a backup of it brings back."""
    return [
        person
        for person, moment in noted(folder).items()
        if datetime.fromisoformat(moment) > taken_at
    ]
