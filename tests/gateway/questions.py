"""A small qa behind the gateway under test: one question as it is told, every change refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.notifications import NotificationOut
from shared.contracts.qa.questions import QuestionOut, QueueItem
from tests.gateway.conftest import MakeGateway
from tests.gateway.upstreams import OFFICER_SESSION
from tests.support.pages import PageClient, visitor
from tests.support.serving import serving

OFFICER = f"langnghe_session={OFFICER_SESSION}"
CODE = "HD7K3M9P"
MOMENT = datetime(2026, 11, 20, 3, tzinfo=UTC)
JUSTICE = UnitRef(id="so-tu-phap", name="Sở Tư pháp", name_en="Department of Justice")


def told_question(**changed: Any) -> QuestionOut:
    """Return an open question; give what is different."""
    told: dict[str, Any] = {
        "code": CODE, "title": "Cấp bản sao", "body": "Nộp ở đâu?", "status": "received",
        "unit": JUSTICE, "may_publish": True, "is_published": False, "asked_at": MOMENT,
        "due_at": MOMENT, "due_days": [], "due_policy": "", "is_overdue": False, "timeline": [],
        "version": 3,
    }  # fmt: skip
    return QuestionOut.model_validate({**told, **changed})


def step(kind: str, **fields: str) -> dict[str, Any]:
    """Return a step of a timeline that the system took."""
    return {"at": MOMENT, "kind": kind, "role": "system", **fields}


class SmallQa:
    """Answers as qa does; `refusal` is how it refuses changes."""

    def __init__(self, question: QuestionOut, refusal: int = 412) -> None:
        self.question = question
        self.refusal = refusal
        self.notifications: list[NotificationOut] = []
        self.queue: list[QueueItem] = []
        self.counts: dict[str, int] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/qa/v1/questions/{code}", self.show),
                Route("/api/qa/v1/questions/{code}/{action}", self.refuse, methods=["POST"]),
                Route("/api/qa/v1/notifications", self.list_notifications),
                Route("/api/qa/v1/notifications/unread", self.count_unread),
                Route("/api/qa/v1/queue", self.list_queue),
                Route("/api/qa/v1/queue/counts", self.count_queue),
            ]
        )

    async def show(self, _request: Request) -> Response:
        return JSONResponse(self.question.model_dump(mode="json"))

    async def refuse(self, _request: Request) -> Response:
        document = {"type": "x/question-changed", "title": "x", "status": self.refusal}
        return JSONResponse(document, self.refusal)

    async def list_notifications(self, request: Request) -> Response:
        first = int(request.query_params.get("cursor") or 0)
        last = first + int(request.query_params["limit"])
        items = [entry.model_dump(mode="json") for entry in self.notifications[first:last]]
        more = str(last) if last < len(self.notifications) else None
        return JSONResponse({"items": items, "next_cursor": more})

    async def count_unread(self, _request: Request) -> Response:
        return JSONResponse({"unread": sum(not entry.read for entry in self.notifications)})

    async def count_queue(self, _request: Request) -> Response:
        return JSONResponse({"counts": self.counts})

    async def list_queue(self, _request: Request) -> Response:
        items = [item.model_dump(mode="json") for item in self.queue]
        return JSONResponse({"items": items, "next_cursor": None})


@asynccontextmanager
async def visiting(make_gateway: MakeGateway, qa: SmallQa) -> AsyncIterator[PageClient]:
    """Serve a gateway in front of it and yield a visitor."""
    async with (
        serving(qa.app()) as qa_url,
        make_gateway(qa_url=qa_url) as base,
        visitor(base) as client,
    ):
        yield client
