"""The least that could take a rating: FastAPI, the form's check, one insert. For comparison."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from pymongo import AsyncMongoClient

from shared.clock import now
from shared.contracts.survey.responses import SubmitResponse
from shared.ids import new_id


def create_app() -> FastAPI:
    """Return the application; it stores into `SURVEY_DATABASE`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncMongoClient[dict[str, Any]](os.environ["MONGODB_URI"]) as client:
            app.state.responses = client[os.environ["SURVEY_DATABASE"]]["responses"]
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def show_readiness() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/api/survey/v1/responses", status_code=201)
    async def submit_response(form: SubmitResponse) -> dict[str, str]:
        response = {"_id": new_id(), **form.model_dump(exclude_none=True), "received_at": now()}
        await app.state.responses.insert_one(response)
        return {"id": response["_id"]}

    return app
