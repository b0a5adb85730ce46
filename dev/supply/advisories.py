"""Known faults of the parts: which advisories of a database in OSV's format meet the lock file.

`pip-audit` asks the internet; a data centre without it takes OSV's archive of PyPI along
(`all.zip`, a file for each advisory) and asks that. What is allowed stands in `allowed.json`, each
with its reason and the day it must be looked at again.
"""

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel

from dev.supply.locks import Part

Json = dict[str, Any]
ALLOWED = Path(__file__).with_name("allowed.json")


class Allowed(BaseModel):
    """An advisory we live with, and why."""

    id: str
    aliases: list[str]
    package: str
    reason: str
    review_by: date


@dataclass(frozen=True)
class Fault:
    """An advisory that meets a part."""

    id: str
    aliases: tuple[str, ...]
    package: str
    version: str
    summary: str

    def is_allowed(self, allowed: Sequence[Allowed], today: date) -> bool:
        """Whether it is on the list, and the list's word on it still young enough."""
        names = {self.id, *self.aliases}
        return any(
            one.package == self.package
            and names & {one.id, *one.aliases}
            and today <= one.review_by
            for one in allowed
        )


def allowed() -> list[Allowed]:
    """Return the advisories we live with."""
    return [Allowed.model_validate(one) for one in json.loads(ALLOWED.read_text("utf-8"))]


def faults(parts: Sequence[Part], database: Path) -> list[Fault]:
    """Return every fault the database (a folder or a zip of OSV records) knows of these parts."""
    by_name: dict[str, list[Part]] = {}
    for part in parts:
        by_name.setdefault(canonicalize_name(part.name), []).append(part)
    found = [fault for record in _records(database) for fault in _meeting(record, by_name)]
    return sorted(found, key=lambda fault: (fault.package, fault.id))


def _records(database: Path) -> Iterator[Json]:
    if database.is_dir():
        for path in database.glob("*.json"):
            yield json.loads(path.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(database) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def _meeting(record: Json, by_name: dict[str, list[Part]]) -> Iterator[Fault]:
    if record.get("withdrawn"):
        return
    for affected in record.get("affected", []):
        package = affected.get("package", {})
        if package.get("ecosystem") != "PyPI":
            continue
        for part in by_name.get(canonicalize_name(package["name"]), []):
            if _affects(affected, part.version):
                yield Fault(
                    record["id"], tuple(record.get("aliases", [])), part.name, part.version,
                    record.get("summary", ""),
                )  # fmt: skip


def _affects(affected: Json, version: str) -> bool:
    if version in affected.get("versions", []):
        return True
    ranges = [one for one in affected.get("ranges", []) if one.get("type") == "ECOSYSTEM"]
    return any(_is_within(one["events"], Version(version)) for one in ranges)


def _is_within(events: Sequence[dict[str, str]], version: Version) -> bool:
    """Follow the events in the order of their versions; the last one not above ours decides."""
    is_affected = False
    for at, kind in sorted(_moments(events)):
        if at > version or (at == version and kind == "2_last_affected"):
            break
        is_affected = kind == "0_introduced"
    return is_affected


def _moments(events: Sequence[dict[str, str]]) -> Iterator[tuple[Version, str]]:
    kinds = {"introduced": "0_introduced", "fixed": "1_fixed", "last_affected": "2_last_affected"}
    for event in events:
        for kind, text in event.items():
            if kind in kinds:
                try:
                    yield Version("0" if text == "0" else text), kinds[kind]
                except InvalidVersion:
                    continue
