"""One MongoDB client per process and event loop, and the transaction every change runs in.

An update names its document by `_id` alone: read and check inside the transaction, then replace.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from beanie import init_beanie
from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    ServerSelectionTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared import mongo_watching, outbox
from shared.documents import Document
from shared.events import Event
from shared.problems import Unavailable
from shared.storing import TRANSIENT, store

Json = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")
_UNREACHABLE = (AutoReconnect, ConnectionFailure, ServerSelectionTimeoutError, NetworkTimeout)
_ATTEMPTS = 12
_MOST_CONNECTIONS = 50


class DatabaseUnavailable(Unavailable):
    """MongoDB does not answer, or a change met others too often."""

    slug, title = "database-unavailable", "The data store does not answer at the moment"


class Transaction:
    """One change: pass `session` to every read and write, `emit` what others should know.

    Rows of several collections are quickest added with `insert`: one or two commands store all.
    `cause` is the id of the event it acts on, empty for other changes.
    """

    def __init__(self, database: AsyncDatabase[Json], session: AsyncClientSession) -> None:
        self.database = database
        self.session = session
        self.events: list[tuple[Event, outbox.Origin]] = []
        self.nudged: set[str] = set()
        self.cause = ""
        self._rows: dict[str, list[Json]] = {}

    def insert(self, collection: str, rows: Iterable[Json]) -> None:
        """Store these rows at the end of the change; until then nobody finds them, itself included.

        Not for much more than a thousand: a command has a limit, and so has patience.
        """
        if added := list(rows):
            self._rows.setdefault(collection, []).extend(added)

    def emit(self, *events: Event, origin: outbox.Origin | None = None) -> None:
        """Write these events with the change; listeners hear of them only if it commits.

        `origin` is given where the change is made for another request than the present one.
        """
        chosen = origin or outbox.Origin.present()
        self.events.extend((event, chosen) for event in events)

    def nudge(self, task: str) -> None:
        """Ask for this scheduled task soon after the commit; losing the wish costs only time."""
        self.nudged.add(task)

    async def store(self) -> None:
        """Store the rows and events there are; raises `DuplicateKeyError`."""
        self.insert(outbox.COLLECTION, outbox.rows_of(self.events))
        await store(self.database, self.session, self._rows)


class Mongo:
    """A service's database: open it once per process, close it at the end."""

    def __init__(self, uri: str, database: str, documents: Sequence[type[Document]]) -> None:
        self._client: AsyncMongoClient[Json] = AsyncMongoClient(
            uri,
            tz_aware=True,
            serverSelectionTimeoutMS=3_000,
            connectTimeoutMS=2_000,
            socketTimeoutMS=20_000,
            maxPoolSize=_MOST_CONNECTIONS,
            retryWrites=False,  # transactions are retried here, single writes carry their own key
            event_listeners=mongo_watching.listeners(),
        )
        mongo_watching.MOST.set(_MOST_CONNECTIONS)
        self._documents = list(documents)
        self.database: AsyncDatabase[Json] = self._client.get_database(
            database, codec_options=CodecOptions(tz_aware=True)
        )
        self.after_commit: Callable[[], None] = lambda: None
        self.nudge: Callable[[str], None] = lambda _task: None

    async def open(self) -> None:
        """Bind the documents and make missing indexes."""
        await init_beanie(database=self.database, document_models=self._documents)
        await outbox.make_indexes(self.database)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def ping(self) -> None:
        """Raise `DatabaseUnavailable` unless the server answers."""
        try:
            async with asyncio.timeout(2):
                await self.database.command("ping")
        except (PyMongoError, TimeoutError) as error:
            raise DatabaseUnavailable from error

    async def run(
        self, work: Callable[[Transaction], Awaitable[T]], attempts: int = _ATTEMPTS
    ) -> T:
        """Run `work` in a transaction, again when it met another writer; roll back on any error.

        `work` may run so many times: it changes nothing but the database. Raises what `work`
        raises, and `DatabaseUnavailable` when the server is gone or others were always met.
        """
        for attempt in range(attempts):
            try:
                result, transaction = await self._attempt(work)
            except PyMongoError as error:
                if not error.has_error_label(TRANSIENT):
                    if isinstance(error, (*_UNREACHABLE, ExecutionTimeout)):
                        raise DatabaseUnavailable from error
                    raise
                if isinstance(error, ServerSelectionTimeoutError):
                    raise DatabaseUnavailable from error
                if attempt + 1 == attempts:
                    break
                mongo_watching.REPEATED.inc()
                await asyncio.sleep(random.uniform(0, 0.004 * 2 ** min(attempt, 6)))  # noqa: S311
            else:
                self._follow_up(transaction)
                return result
        raise DatabaseUnavailable("Too many changes met each other; please try again.")

    def _follow_up(self, transaction: Transaction) -> None:
        if transaction.events:
            self.after_commit()
        for task in transaction.nudged:
            self.nudge(task)

    async def _attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> tuple[T, Transaction]:
        async with self._client.start_session() as session:
            async with await session.start_transaction(
                read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority")
            ):
                transaction = Transaction(self.database, session)
                result = await work(transaction)
                await transaction.store()
            return result, transaction


def transactional(
    function: Callable[Concatenate[Transaction, P], Awaitable[T]],
) -> Callable[Concatenate[Mongo, P], Coroutine[Any, Any, T]]:
    """Make a service function one transaction: callers pass the `Mongo`, it gets a `Transaction`.

    Returning commits, raising rolls back. It may run again after meeting another writer.
    """

    async def run(mongo: Mongo, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await mongo.run(lambda transaction: function(transaction, *args, **kwargs))

    update_wrapper(run, function)
    return run
