"""Acting on other parts' events, each exactly once: the inbox row is written with the effect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pymongo.errors import DuplicateKeyError

from shared.clock import now
from shared.events import Event
from shared.mongo import Mongo, Transaction

Json = dict[str, Any]
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Subscription:
    """What one service does about one event."""

    event: type[Event]
    act: Callable[..., Awaitable[None]]
    prepare: Callable[..., Awaitable[Any]] | None


class Subscribers:
    """A service's list of the events it listens to; `services/<name>/subscribers.py` fills it."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.subscriptions: dict[str, Subscription] = {}

    def on(
        self, event: type[E], prepare: Callable[[Any, E], Awaitable[Any]] | None = None
    ) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
        """Declare `async def act(transaction, event)` for an event.

        With `prepare(runtime, event)` its result, read from outside before the transaction, comes
        as a third argument. One act per event: it calls whatever functions it needs.
        """

        def declare(act: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
            if event.wire_name in self.subscriptions:
                raise ValueError(f"{self.service} already acts on {event.wire_name}")
            self.subscriptions[event.wire_name] = Subscription(event, act, prepare)
            return act

        return declare

    def also(self, event: type[E], act: Callable[..., Awaitable[None]]) -> None:
        """Let `async def act(transaction, event)` act too, after what was declared before."""
        name = event.wire_name
        known = self.subscriptions.get(name)
        if known is None:
            self.subscriptions[name] = Subscription(event, act, None)
            return
        first = known.act

        async def both(transaction: Transaction, told: E, *prepared: object) -> None:
            await first(transaction, told, *prepared)
            await act(transaction, told)

        self.subscriptions[name] = replace(known, act=both)

    async def receive(self, runtime: Any, mongo: Mongo, message: Json) -> None:  # noqa: ANN401
        """Act on one relayed message unless it was acted on before.

        Raises `KeyError` for an event this service does not know: it then stays in the outbox.
        """
        subscription = self.subscriptions[message["name"]]
        event = subscription.event.model_validate(message["payload"])
        if await mongo.database["inbox"].find_one({"_id": message["id"]}):
            return
        prepared = [await subscription.prepare(runtime, event)] if subscription.prepare else []

        async def work(transaction: Transaction) -> None:
            row = {"_id": message["id"], "name": message["name"], "received_at": now()}
            await mongo.database["inbox"].insert_one(row, session=transaction.session)
            transaction.cause = message["id"]
            await subscription.act(transaction, event, *prepared)

        try:
            await mongo.run(work)
        except DuplicateKeyError:
            if await mongo.database["inbox"].find_one({"_id": message["id"]}) is None:
                raise
