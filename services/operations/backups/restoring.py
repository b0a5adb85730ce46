"""Restores a backup into databases that hold nothing, and proves that all of it came back."""

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bson import json_util
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from services.operations.backups.archives import Archive, Digest, check
from services.operations.backups.dumping import RAW, Report, raw_collection
from services.operations.problems import OperatorProblem

Json = dict[str, Any]
_BATCH_DOCUMENTS = 500
_BATCH_BYTES = 8 * 1024 * 1024
_LARGEST_DOCUMENT = 16 * 1024 * 1024 + 16 * 1024
_OF_THE_SERVER = {"v", "ns"}


def refuse_to_overwrite(client: MongoClient[Json], names: Mapping[str, str]) -> None:
    """Raise `OperatorProblem` if a database that is to be restored into holds a document."""
    for name in names.values():
        for collection in client[name].list_collection_names():
            if client[name][collection].find_one({}, {"_id": 1}) is not None:
                raise OperatorProblem(
                    f"The database {name} is not empty ({collection} holds documents). "
                    "Stop all processes, and restore with --replace to drop it first."
                )


def refuse_a_damaged(archive: Archive) -> None:
    """Raise `OperatorProblem` unless every file is as it was written."""
    if faults := check(archive):
        raise OperatorProblem(f"{archive.folder.name} is damaged: {'; '.join(faults)}.")


def restore(
    client: MongoClient[Json],
    archive: Archive,
    names: Mapping[str, str],
    report: Report = lambda _name, _more: None,
) -> None:
    """Write a backup into the databases `names` (old name to new), which hold nothing.

    Raises `OperatorProblem` when one holds something, a file is damaged, or what lies there
    afterwards is not what was backed up.
    """
    refuse_a_damaged(archive)
    refuse_to_overwrite(client, names)
    for database, collection, _ in archive.manifest.entries():
        for count in _fill(client[names[database]], archive, database, collection):
            report(f"{names[database]}.{collection}", count)
    if faults := differences(client, archive, names):
        raise OperatorProblem(f"What was restored differs: {'; '.join(faults)}.")


def differences(client: MongoClient[Json], archive: Archive, names: Mapping[str, str]) -> list[str]:
    """Return which collections do not hold exactly the documents of the backup."""
    faults = []
    for database, collection, entry in archive.manifest.entries():
        digest = Digest()
        there = raw_collection(client, names[database], collection)
        for document in there.find({}, batch_size=_BATCH_DOCUMENTS):
            digest.add(bytes(document.raw))
        if (digest.documents, digest.hex()) != (entry.documents, entry.digest):
            faults.append(
                f"{names[database]}.{collection} holds {digest.documents} documents "
                f"that are not the {entry.documents} backed up"
            )
    return faults


def _fill(
    target: Database[Json], archive: Archive, database: str, collection: str
) -> Iterator[int]:
    """Write one collection, its indexes first; yields how many more documents were written."""
    with gzip.open(archive.metadata(database, collection), "rt", encoding="utf-8") as file:
        described = json_util.loads(file.read())
    if collection not in target.list_collection_names():
        target.create_collection(collection, **described["options"])
    indexes = [
        {key: value for key, value in index.items() if key not in _OF_THE_SERVER}
        for index in described["indexes"]
        if index["name"] != "_id_"
    ]
    # Before the documents: built afterwards, an index of lists costs the embedded engine the square
    # of its keys; `mongod` can do both.
    if indexes:
        target.command("createIndexes", collection, indexes=indexes)
    safely = target.get_collection(
        collection, codec_options=RAW, write_concern=WriteConcern("majority")
    )
    for batch in _batches(archive.data(database, collection)):
        safely.insert_many(batch, ordered=False)
        yield len(batch)


def _batches(path: Path) -> Iterator[list[RawBSONDocument]]:
    batch: list[RawBSONDocument] = []
    size = 0
    with gzip.open(path, "rb") as file:
        while head := file.read(4):
            length = int.from_bytes(head, "little")
            if not 5 <= length <= _LARGEST_DOCUMENT:
                raise OperatorProblem(f"{path.name} holds something that is no document.")
            raw = head + file.read(length - 4)
            batch.append(RawBSONDocument(raw))
            size += length
            if len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch
