"""Sealing everything at rest anew with the current key, so that an older one can be taken away.

Each collection is gone through by `_id`, batch by batch, each batch in one transaction together
with how far it came: a run that was stopped goes on where it stood, and people work meanwhile.
Processes must already hold the new key, as the first of theirs.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.cipher import CannotOpen, Cipher
from shared.clock import now
from shared.mongo import Mongo, Transaction, transactional

Json = dict[str, Any]
Reseal = Callable[[Json, Cipher], Json | None]
"""The row as it shall be, None when nothing in it is sealed with an older key."""

PROGRESS = "resealing"


@dataclass(frozen=True)
class SealedCollection:
    """A collection with sealed fields; `batch` is how many rows a transaction takes."""

    name: str
    reseal: Reseal
    batch: int = 100


@dataclass(frozen=True)
class Progress:
    """How far a collection is: rows looked at, rows sealed anew, all rows at the beginning."""

    collection: str
    seen: int
    changed: int
    rows: int
    is_done: bool


def sealed_fields(contexts: Mapping[str, Callable[[Json], str]]) -> Reseal:
    """Return how to seal plain fields anew; each has the context it is sealed for."""

    def reseal(row: Json, cipher: Cipher) -> Json | None:
        anew = {}
        for field, context in contexts.items():
            sealed = row.get(field)
            if not sealed or cipher.is_current(sealed):
                continue
            anew[field] = _again(cipher, sealed, context(row))
        return {**row, **anew} if anew else None

    return reseal


def _again(cipher: Cipher, sealed: str | bytes, context: str) -> str | bytes:
    if isinstance(sealed, bytes):
        return cipher.seal_bytes(cipher.open_bytes(sealed, context), context)
    return cipher.seal(cipher.open(sealed, context), context)


async def reseal_all(
    mongo: Mongo, cipher: Cipher, collections: Sequence[SealedCollection]
) -> AsyncIterator[Progress]:
    """Go through the collections, telling of each batch; what was done for this key is kept."""
    for collection in collections:
        rows = await mongo.database[collection.name].estimated_document_count()
        while True:
            progress = await _batch(mongo, cipher, collection, rows)
            yield progress
            if progress.is_done:
                break


async def forget_progress(mongo: Mongo) -> None:
    """Let the next run look at everything again."""
    await mongo.database[PROGRESS].delete_many({})


@transactional
async def _batch(
    tx: Transaction, cipher: Cipher, collection: SealedCollection, rows: int
) -> Progress:
    kept = await _progress(tx, cipher, collection.name, rows)
    stored = tx.database[collection.name]
    behind = {} if kept["after"] is None else {"_id": {"$gt": kept["after"]}}
    found = stored.find(behind, session=tx.session).sort("_id", 1).limit(collection.batch)
    batch = [] if kept["done_at"] else await found.to_list()
    for row in batch:
        try:
            anew = collection.reseal(row, cipher)
        except CannotOpen as error:
            raise CannotOpen(f"{collection.name} {row['_id']}") from error
        if anew is None:
            continue
        kept["changed"] += 1
        if anew["_id"] == row["_id"]:
            await stored.replace_one({"_id": row["_id"]}, anew, session=tx.session)
        else:
            await stored.delete_one({"_id": row["_id"]}, session=tx.session)
            await stored.insert_one(anew, session=tx.session)
    kept["seen"] += len(batch)
    kept["after"] = batch[-1]["_id"] if batch else kept["after"]
    if len(batch) < collection.batch:
        kept["done_at"] = kept["done_at"] or now()
    await tx.database[PROGRESS].replace_one(
        {"_id": collection.name}, kept, upsert=True, session=tx.session
    )
    return Progress(
        collection.name, kept["seen"], kept["changed"], kept["rows"], bool(kept["done_at"])
    )


async def _progress(tx: Transaction, cipher: Cipher, name: str, rows: int) -> Json:
    """Return how far a collection is for the current key; another key begins anew."""
    kept = await tx.database[PROGRESS].find_one({"_id": name}, session=tx.session)
    if kept is not None and kept["key"] == cipher.current:
        return kept
    return {
        "_id": name, "key": cipher.current, "after": None, "seen": 0, "changed": 0, "rows": rows,
        "done_at": None,
    }  # fmt: skip
