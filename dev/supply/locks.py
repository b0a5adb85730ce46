"""The parts of the product, as the lock file pins them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dev.settings import ROOT

LOCK = ROOT / "requirements.lock"
_PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[^\]]*\])?==([^ \\;]+)(?: ; ([^\\]+?))? ?\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass
class Part:
    """One package; `marker` says on which systems it is installed, empty on all."""

    name: str
    version: str
    marker: str
    hashes: list[str]


def parts(lock: Path = LOCK) -> list[Part]:
    """Return every part of a lock file, in its order."""
    return list(_read(lock))


def _read(lock: Path) -> Iterator[Part]:
    part: Part | None = None
    for line in lock.read_text(encoding="utf-8").splitlines():
        if found := _PINNED.match(line):
            if part is not None:
                yield part
            name, version, marker = found.groups()
            part = Part(name, version, marker or "", [])
        elif (found := _HASH.search(line)) and part is not None:
            part.hashes.append(found[1])
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{lock.name} holds a line that pins nothing: {line}")
    if part is not None:
        yield part
