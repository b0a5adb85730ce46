"""The least that could take a question: FastAPI, the form's check, one insert. For comparison."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from pymongo import AsyncMongoClient

from shared.contracts.qa.questions import AskQuestion
from shared.ids import new_id, new_secret, readable_code


def create_app() -> FastAPI:
    """Return the application; it stores into `QA_DATABASE`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncMongoClient[dict[str, Any]](os.environ["MONGODB_URI"]) as client:
            app.state.questions = client[os.environ["QA_DATABASE"]]["questions"]
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def show_readiness() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/api/qa/v1/questions", status_code=201)
    async def ask_question(form: AskQuestion) -> dict[str, str]:
        asked = {"_id": new_id(), "code": readable_code(), **form.model_dump()}
        await app.state.questions.insert_one(asked)
        return {"code": asked["code"], "secret": new_secret()}

    return app
