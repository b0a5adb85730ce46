"""A small service with nothing but tasks, for the tests of `shared.worker`.

`celery -A tests.support.sample_worker worker`; reads SAMPLE_DATABASE besides the shared settings.
"""

import asyncio
from typing import Any, ClassVar

from pydantic import Field

from shared.clock import now
from shared.events import Event
from shared.inbox import Subscribers
from shared.mongo import Mongo, Transaction
from shared.runtime import Runtime
from shared.settings import StoreSettings
from shared.worker import TaskGroup, create_celery


class SampleSettings(StoreSettings):
    """Where the sample's rows are."""

    database: str = Field(validation_alias="SAMPLE_DATABASE")


class ThingHappened(Event):
    """A fact the sample tells itself."""

    wire_name: ClassVar[str] = "sample.thing_happened.v1"
    listeners: ClassVar[tuple[str, ...]] = ("sample",)

    code: str


class CannotYet(Exception):
    """The task is to be tried again."""


def open_runtime() -> Runtime[SampleSettings]:
    """Return the runtime of this process."""
    settings = SampleSettings()
    return Runtime("sample", settings, Mongo(settings.mongodb_uri, settings.database, []))


subscribers = Subscribers("sample")
tasks = TaskGroup("sample", open_runtime, subscribers)


@subscribers.on(ThingHappened)
async def note_thing(tx: Transaction, event: ThingHappened) -> None:
    """Write the effect."""
    await tx.database["effects"].insert_one({"code": event.code}, session=tx.session)


@tasks.task()
async def sleep_then_note(runtime: Runtime[Any], code: str, seconds: float) -> None:
    """Take a while."""
    await runtime.mongo.database["begun"].insert_one({"code": code})
    await asyncio.sleep(seconds)
    await runtime.mongo.database["effects"].insert_one({"code": code})


@tasks.task()
async def fail_once(runtime: Runtime[Any], code: str) -> None:
    """Fail at the first attempt."""
    begun = runtime.mongo.database["begun"]
    await begun.insert_one({"code": code})
    if await begun.count_documents({"code": code}) < 2:
        raise CannotYet
    await runtime.mongo.database["effects"].insert_one({"code": code})


@tasks.task(every=0.5)
async def tick_often(runtime: Runtime[Any]) -> None:
    """Leave a row at each run."""
    await runtime.mongo.database["ticks"].insert_one({"at": now()})


app = create_celery(tasks)
