"""Rehearses a restore: into databases of its own, checked by the services' own proofs, and away.

The running system is not touched. What it proves: every file whole, every document back, every
index built, the figures equal to a raw recount, the audit log's chain unbroken.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient

from services.operations.backups.archives import Archive
from services.operations.backups.dumping import Report
from services.operations.backups.restoring import restore
from services.operations.discovery import commands
from shared.ids import new_id

Json = dict[str, Any]

PROOFS = (
    "services.auth.audit",
    "services.survey.figures.recount",
    "services.qa.figures.recount",
)
_PROOF_SECONDS = 3_600


@dataclass
class Drill:
    """How a rehearsal went: seconds of restoring and proving, and each proof's last words."""

    restored_seconds: float = 0.0
    proved_seconds: float = 0.0
    said: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every proof held."""
        return not self.failed


def rehearse(
    client: MongoClient[Json],
    archive: Archive,
    report: Report = lambda _name, _more: None,
    on_proof: Callable[[str], None] = lambda _name: None,
) -> Drill:
    """Restore a backup beside the running system, prove it, and drop it again.

    Raises `OperatorProblem` when it cannot be restored. The proofs run with this process's
    environment, so with the services' keys.
    """
    drill = Drill()
    with _databases_of_its_own(client, archive) as names:
        began = time.monotonic()
        restore(client, archive, names, report)
        drill.restored_seconds = time.monotonic() - began
        began = time.monotonic()
        by_service = {service: names[old] for service, old in archive.manifest.databases.items()}
        for module in PROOFS:
            on_proof(module)
            _prove(drill, module, by_service)
        drill.proved_seconds = time.monotonic() - began
    return drill


@contextmanager
def _databases_of_its_own(client: MongoClient[Json], archive: Archive) -> Iterator[dict[str, str]]:
    run = new_id()[-10:]
    names = {old: f"drill_{run}_{old}" for old in archive.manifest.databases.values()}
    try:
        yield names
    finally:
        for name in names.values():
            client.drop_database(name)


def _prove(drill: Drill, module: str, databases: Mapping[str, str]) -> None:
    named = {f"{service.upper()}_DATABASE": name for service, name in databases.items()}
    found = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", module],
        env={**os.environ, **named},
        capture_output=True,
        text=True,
        timeout=_PROOF_SECONDS,
        check=False,
    )
    words = (found.stdout.strip() or found.stderr.strip()).splitlines()
    drill.said[module] = words[-1] if words else "said nothing"
    if found.returncode != 0:
        drill.failed.append(module)


def missing_proofs() -> list[str]:
    """Return which proofs are not part of this installation; a test says there are none."""
    there = {command.module for command in commands()}
    return [module for module in PROOFS if module not in there]
