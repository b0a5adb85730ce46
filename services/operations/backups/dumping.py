"""Takes a backup: every database as it was at one and the same moment, while people go on working.

On a replica set all reads carry one snapshot's time. An engine that refuses snapshots is read in
one transaction; `mongod` never is, it ends a transaction after a minute.
"""

import gzip
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bson import json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern

from services.operations.backups.archives import (
    MANIFEST,
    NAME,
    PART,
    Archive,
    CollectionEntry,
    Digest,
    Manifest,
    data_file,
    file_sha256,
    metadata_file,
    read_archive,
)
from services.operations.problems import OperatorProblem
from shared.clock import now
from shared.migrations import highest_applied

Json = dict[str, Any]
Report = Callable[[str, int], None]
"""Told of a collection and how many more of its documents were written."""

RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
SNAPSHOT_UNAVAILABLE = {246, 72, 20}  # SnapshotUnavailable, InvalidOptions, IllegalOperation
SNAPSHOT_TOO_OLD = 239
_BATCH = 1_000


def raw_collection(
    client: MongoClient[Json], database: str, name: str
) -> Collection[RawBSONDocument]:
    """Return a collection whose documents come as they are stored."""
    return client[database].get_collection(name).with_options(codec_options=RAW)


def take_backup(
    client: MongoClient[Json],
    databases: Mapping[str, str],
    into: Path,
    report: Report = lambda _name, _more: None,
) -> Archive:
    """Write a new backup of these databases (by service) and return it, once it lies there whole.

    Raises `OperatorProblem` when there is nothing to back up.
    """
    began, taken_at = time.monotonic(), now()
    there = {name: _collections(client, name) for name in databases.values()}
    if not any(there.values()):
        raise OperatorProblem(f"There is nothing in {', '.join(databases.values())}.")
    folder = into / taken_at.strftime(NAME)
    part = folder.with_suffix(PART)
    part.mkdir(mode=0o700, parents=True)
    with _one_moment(client, next(iter(there))) as (session, consistency), _told_when_too_slow():
        dump = _Dump(client, session, part, report)
        written = {
            database: {name: dump.write(database, name, options) for name, options in found.items()}
            for database, found in there.items()
        }
    manifest = Manifest(
        taken_at=taken_at,
        seconds=round(time.monotonic() - began, 3),
        schemas={service: highest_applied(client[name]) for service, name in databases.items()},
        consistency=consistency,
        databases=dict(databases),
        collections=written,
    )
    (part / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    _settle(part)
    part.rename(folder)
    return read_archive(folder)


@contextmanager
def _one_moment(client: MongoClient[Json], database: str) -> Iterator[tuple[ClientSession, str]]:
    """Give a session in which every read sees the same moment, and how it does that."""
    if _keeps_snapshots(client, database):
        with client.start_session(snapshot=True) as session:
            yield session, "snapshot"
    else:
        with (
            client.start_session() as session,
            session.start_transaction(read_concern=ReadConcern("snapshot")),
        ):
            yield session, "transaction"


@contextmanager
def _told_when_too_slow() -> Iterator[None]:
    try:
        yield
    except OperationFailure as error:
        if error.code != SNAPSHOT_TOO_OLD:
            raise
        raise OperatorProblem(
            "The backup took longer than MongoDB keeps a snapshot. Raise its parameter "
            "minSnapshotHistoryWindowInSeconds and take the backup again."
        ) from None


def _keeps_snapshots(client: MongoClient[Json], database: str) -> bool:
    try:
        with client.start_session(snapshot=True) as session:
            client[database]["migrations"].find_one({}, session=session)
    except OperationFailure as error:
        if error.code in SNAPSHOT_UNAVAILABLE:
            return False
        raise
    return True


def _collections(client: MongoClient[Json], database: str) -> dict[str, Json]:
    listed = client[database].list_collections(filter={"type": "collection"})
    found = {one["name"]: dict(one.get("options", {})) for one in listed}
    return {name: found[name] for name in sorted(found) if not name.startswith("system.")}


@dataclass(frozen=True)
class _Dump:
    """Writes collections as they were at the session's moment."""

    client: MongoClient[Json]
    session: ClientSession
    folder: Path
    report: Report

    def write(self, database: str, name: str, options: Json) -> CollectionEntry:
        """Write one collection's two files."""
        metadata = metadata_file(self.folder, database, name)
        metadata.parent.mkdir(mode=0o700, exist_ok=True)
        with gzip.open(metadata, "wt", encoding="utf-8") as file:
            file.write(self._described(database, name, options))
        data = data_file(self.folder, database, name)
        digest = self._write_documents(database, name, data)
        return CollectionEntry(
            documents=digest.documents,
            bytes=digest.bytes,
            digest=digest.hex(),
            sha256=file_sha256(data),
            metadata_sha256=file_sha256(metadata),
        )

    def _described(self, database: str, name: str, options: Json) -> str:
        indexes = [dict(index) for index in self.client[database][name].list_indexes()]
        described = {
            "indexes": indexes, "uuid": "", "collectionName": name,
            "type": "collection", "options": options,
        }  # fmt: skip
        return json.dumps(described, default=json_util.default, ensure_ascii=False)

    def _write_documents(self, database: str, name: str, path: Path) -> Digest:
        digest = Digest()
        collection = raw_collection(self.client, database, name)
        with gzip.open(path, "wb", compresslevel=5) as file:
            for document in collection.find({}, session=self.session, batch_size=_BATCH):
                raw = bytes(document.raw)
                digest.add(raw)
                file.write(raw)
                if digest.documents % _BATCH == 0:
                    self.report(f"{database}.{name}", _BATCH)
        self.report(f"{database}.{name}", digest.documents % _BATCH)
        return digest


def _settle(folder: Path) -> None:
    """Let nobody else read the files, and wait until they are on the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            with path.open("rb") as file:
                os.fsync(file.fileno())
