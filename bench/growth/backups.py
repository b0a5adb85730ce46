"""How fast a backup is taken and restored, with everything read back and compared."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from rich.console import Console

from bench.growth.stored import QUESTIONS
from bench.questions.loading import loaded
from bench.stage import Stage
from services.operations.backups.archives import Archive
from services.operations.backups.dumping import take_backup
from services.operations.backups.restoring import restore


@dataclass(frozen=True)
class Pace:
    """Megabytes of documents a second, and what was moved."""

    taken: float
    restored: float
    documents: int
    megabytes: float
    on_disk: float
    """Of the megabytes, compressed in the backup."""


async def pace(stage: Stage, console: Console) -> Pace:
    """Back up and restore the questions that are loaded."""
    place = await loaded(stage, QUESTIONS[-1], console)
    uri, name = await stage.mongodb(), place.environment["QA_DATABASE"]
    with console.status("backing up and restoring"):
        return await asyncio.to_thread(_move, stage, uri, name)


def _move(stage: Stage, uri: str, name: str) -> Pace:
    with MongoClient[dict[str, Any]](uri) as client:
        began = time.monotonic()
        archive = take_backup(client, {"qa": name}, stage.folder / "backups")
        taken = time.monotonic() - began
        began = time.monotonic()
        restore(client, archive, {name: f"{name}_back"})
        restored = time.monotonic() - began
    megabytes = _megabytes(archive)
    return Pace(
        megabytes / taken, megabytes / restored, archive.manifest.documents, megabytes,
        archive.bytes / 1e6,
    )  # fmt: skip


def _megabytes(archive: Archive) -> float:
    return sum(entry.bytes for _, _, entry in archive.manifest.entries()) / 1e6
