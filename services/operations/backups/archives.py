"""A backup on disk: one folder with a manifest, and for each collection what `mongodump` writes.

`<folder>/<name>/<database>/<collection>.bson.gz` and `.metadata.json.gz`, so that `mongorestore
--gzip` reads it too. A folder named `*.part` is a backup that was never finished.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from services.operations.problems import OperatorProblem

MANIFEST = "manifest.json"
PART = ".part"
NAME = "langnghe-%Y%m%dT%H%M%SZ"


class CollectionEntry(BaseModel):
    """What is known of one collection's file.

    `digest` is the sum of the documents' SHA-256, the same in whatever order they are read.
    """

    documents: int
    bytes: int
    digest: str
    sha256: str = Field(description="Of the compressed file")
    metadata_sha256: str


class Manifest(BaseModel):
    """What a backup holds: `databases` by service, `collections` by database and collection."""

    taken_at: datetime
    seconds: float
    schemas: dict[str, int]
    """The number of the last migration of each service's database."""
    consistency: str
    """`snapshot`: of one moment of the cluster; `transaction`: of one transaction."""
    databases: dict[str, str]
    collections: dict[str, dict[str, CollectionEntry]]

    @property
    def documents(self) -> int:
        """How many documents there are in all."""
        return sum(entry.documents for _, _, entry in self.entries())

    def entries(self) -> Iterator[tuple[str, str, CollectionEntry]]:
        """Yield database, collection and entry."""
        for database, collections in self.collections.items():
            for name, entry in collections.items():
                yield database, name, entry


@dataclass(frozen=True)
class Archive:
    """A finished backup."""

    folder: Path
    manifest: Manifest

    def data(self, database: str, collection: str) -> Path:
        """Return the file of a collection's documents."""
        return data_file(self.folder, database, collection)

    def metadata(self, database: str, collection: str) -> Path:
        """Return the file of a collection's options and indexes."""
        return metadata_file(self.folder, database, collection)

    @property
    def bytes(self) -> int:
        """Its size on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def data_file(folder: Path, database: str, collection: str) -> Path:
    """Return where a collection's documents lie."""
    return folder / database / f"{collection}.bson.gz"


def metadata_file(folder: Path, database: str, collection: str) -> Path:
    """Return where a collection's options and indexes lie."""
    return folder / database / f"{collection}.metadata.json.gz"


def read_archive(folder: Path) -> Archive:
    """Return the backup in a folder; raises `OperatorProblem` when it is none."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        return Archive(folder, Manifest.model_validate_json(text))
    except OSError as error:
        raise OperatorProblem(f"{folder} holds no backup ({error.strerror}).") from None
    except ValidationError:
        raise OperatorProblem(f"The manifest of {folder} cannot be read.") from None


def archives_in(folder: Path) -> list[Archive]:
    """Return the finished backups of a folder, the oldest first."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if (path / MANIFEST).is_file())
    whole = [read_archive(path) for path in found if path.suffix != PART]
    return sorted(whole, key=lambda archive: archive.manifest.taken_at)


def check(archive: Archive) -> list[str]:
    """Return which files are missing or not as they were written."""
    faults = []
    for database, name, entry in archive.manifest.entries():
        expected = {
            archive.data(database, name): entry.sha256,
            archive.metadata(database, name): entry.metadata_sha256,
        }
        for path, sha256 in expected.items():
            if not path.is_file():
                faults.append(f"{path.relative_to(archive.folder)} is missing")
            elif file_sha256(path) != sha256:
                faults.append(f"{path.relative_to(archive.folder)} was changed")
    return faults


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Digest:
    """Sums documents so that two collections with the same ones have the same digest."""

    def __init__(self) -> None:
        self._sum = 0
        self.documents = 0
        self.bytes = 0

    def add(self, raw: bytes) -> None:
        """Take in one document's BSON."""
        self._sum += int.from_bytes(hashlib.sha256(raw).digest(), "big")
        self.documents += 1
        self.bytes += len(raw)

    def hex(self) -> str:
        """Return the sum, modulo 2**256."""
        return f"{self._sum % 2**256:064x}"
