"""A database of its own for each test, on the engine of the run."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from pymongo import AsyncMongoClient

from shared.documents import Document
from shared.ids import new_id
from shared.mongo import Mongo


@asynccontextmanager
async def opened_mongo(uri: str, documents: Sequence[type[Document]] = ()) -> AsyncIterator[Mongo]:
    """Yield an opened, empty database and drop it afterwards."""
    mongo = Mongo(uri, f"test_{new_id()}", documents)
    try:
        await mongo.open()
        yield mongo
    finally:
        await mongo.close()
        await drop_database(uri, mongo.database.name)


async def drop_database(uri: str, name: str) -> None:
    """Remove a test's database."""
    async with AsyncMongoClient[dict[str, object]](uri) as client:
        await client.drop_database(name)
