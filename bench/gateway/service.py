"""The service behind the front doors: an answer that costs only processor, two database writes.

`uvicorn bench.gateway.service:create_app --factory`; the database is `MONGODB_URI`.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.events import Event
from shared.ids import new_id
from shared.mongo import Mongo, Transaction

_BLOCK = b"x" * 65_536


class Item(BaseModel):
    """One of the things listed."""

    id: int
    name: str
    tags: list[str]


ITEMS = [Item(id=number, name=f"Đất đai {number}", tags=["a", "b"]) for number in range(20)]


class ThingWritten(Event):
    """Something was written; waits for a listener, as events do."""

    wire_name = "bench.thing_written.v1"
    listeners = ("qa",)

    thing: str


router = APIRouter()


@router.get("/readyz")
@router.get("/healthz")
async def show_health() -> dict[str, str]:
    """Live."""
    return {"status": "ok"}


@router.get("/api/survey/v1/cpu")
async def list_items() -> list[Item]:
    """Answer from memory."""
    return ITEMS


@router.post("/api/survey/v1/insert", status_code=201)
async def insert_thing(request: Request) -> dict[str, str]:
    """Insert one document: the least that is a write."""
    thing = {"_id": new_id(), "name": "Đất đai"}
    await request.app.state.mongo.database["things"].insert_one(thing)
    return thing


@router.post("/api/survey/v1/write", status_code=201)
async def write_thing(request: Request) -> dict[str, str]:
    """Write as the services do: a transaction with the change and its event."""
    thing = {"_id": new_id(), "name": "Đất đai"}

    async def write(tx: Transaction) -> None:
        await tx.database["things"].insert_one(thing, session=tx.session)
        tx.emit(ThingWritten(thing=thing["_id"]))

    await request.app.state.mongo.run(write)
    return thing


@router.post("/api/survey/v1/read")
async def read_body(request: Request) -> dict[str, int]:
    """Take a body, however long it lasts."""
    return {"size": len(await request.body())}


@router.get("/api/survey/v1/download")
async def download(megabytes: int) -> StreamingResponse:
    """Send so much."""

    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(megabytes * 16):
            yield _BLOCK

    return StreamingResponse(blocks(), media_type="application/octet-stream")


@router.get("/api/survey/v1/stream")
async def stream() -> StreamingResponse:
    """Send an event a second for ever."""

    async def events() -> AsyncIterator[bytes]:
        while True:
            yield b"data: tick\n\n"
            await asyncio.sleep(1)

    return StreamingResponse(events(), media_type="text/event-stream")


def create_app() -> FastAPI:
    """Return the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.mongo = Mongo(os.environ["MONGODB_URI"], "bench_gateway", [])
        await app.state.mongo.open()
        yield
        await app.state.mongo.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.include_router(router)
    return app
