"""Storing the rows of a transaction, of whatever collections, with one command or two."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import InsertOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    BulkWriteError,
    ClientBulkWriteException,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
)

Json = dict[str, Any]

TRANSIENT = "TransientTransactionError"
"""How MongoDB marks what is to be tried again."""
DUPLICATE_KEY, _WRITE_CONFLICT = 11000, 112


async def store(
    database: AsyncDatabase[Json], session: AsyncClientSession, rows: Mapping[str, Sequence[Json]]
) -> None:
    """Insert rows by the names of their collections; raises `DuplicateKeyError`."""
    if not rows:
        return
    first, *others = rows
    inserts = [
        InsertOne(row, namespace=f"{database.name}.{other}")
        for other in others
        for row in rows[other]
    ]
    try:
        # The embedded engine begins no transaction with the command for several collections.
        await database[first].insert_many(rows[first], session=session)
        if inserts:
            await database.client.bulk_write(inserts, session=session)
    except (BulkWriteError, ClientBulkWriteException) as error:
        raise _refusal(error) from error


def are_stored_already(error: BulkWriteError) -> bool:
    """Say whether nothing was refused but rows whose keys others have."""
    return all(refused["code"] == DUPLICATE_KEY for refused in (error.details or {})["writeErrors"])


def _refusal(error: BulkWriteError | ClientBulkWriteException) -> PyMongoError:
    """Return what storing a single row would have raised: the first thing that was refused.

    `mongod` ends a command that meets another writer, the embedded engine refuses the row.
    """
    if isinstance(error, ClientBulkWriteException) and isinstance(error.error, PyMongoError):
        return error.error
    for refused in (error.details or {}).get("writeErrors", ()):
        if refused["code"] == DUPLICATE_KEY:
            return DuplicateKeyError(refused["errmsg"], DUPLICATE_KEY, refused)
        labels = [TRANSIENT] if refused["code"] == _WRITE_CONFLICT else []
        told = {**refused, "errorLabels": labels}
        return OperationFailure(refused["errmsg"], refused["code"], told)
    return error
