"""A small qa as citizens' pages call it: it keeps what was sent and answers as it was told to."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.contracts.qa.consents import ConsentText, ConsentWords
from shared.contracts.qa.faq import CitedDocumentOut, FaqOut
from shared.contracts.qa.questions import AnswerOut, OwnQuestion, PublicQuestion, QuestionOut
from shared.contracts.qa.units import UnitFound, UnitRecord
from tests.gateway.conftest import MakeGateway
from tests.gateway.questions import CODE, JUSTICE, MOMENT, told_question
from tests.support.pages import PageClient, visitor
from tests.support.serving import serving

Endpoint = Callable[[Request], Awaitable[Response]]

SECRET = "kQ3vXz81mN0pLr7s"
DATE = date(2026, 11, 20)

CONSENT = ConsentText(
    purpose="publish", version=3, valid_from=DATE, language="vi", hash="ab" * 32,
    words=ConsentWords(label="Tôi đồng ý công khai", detail="Rút lại lúc nào cũng được."),
)  # fmt: skip


def answer(**changed: Any) -> AnswerOut:
    """Return an answer."""
    told = {"text": "Nộp ở **một cửa**.", "html": "<p>Nộp ở <strong>một cửa</strong>.</p>"}
    return AnswerOut.model_validate({**told, "unit": JUSTICE, "answered_at": MOMENT, **changed})


def public_question(**changed: Any) -> PublicQuestion:
    """Return a published question."""
    told = {"code": CODE, "title": "Cấp bản sao khai sinh", "body": "Nộp ở đâu?", "unit": JUSTICE}
    return PublicQuestion.model_validate(
        {**told, "asked_at": MOMENT, "answer": answer(published_at=MOMENT), **changed}
    )


def ready_answer(**changed: Any) -> FaqOut:
    """Return a ready answer."""
    told = {"id": "f1", "title": "Lệ phí khai sinh", "answer": "Miễn phí.", "unit": JUSTICE}
    return FaqOut.model_validate(
        {
            **told, "html": "<p>Miễn phí.</p>", "state": "valid", "valid_from": DATE,
            "updated_at": MOMENT, "version": 1,
            "documents": [CitedDocumentOut(number="224/2026/NĐ-CP", title="Nghị định")],
            **changed,
        }
    )  # fmt: skip


def found_unit(unit: str, name: str) -> UnitFound:
    """Return a unit to choose."""
    return UnitFound(id=unit, name=name, kind="department", accepts_questions=True)


def record(**changed: Any) -> UnitRecord:
    """Return a unit's record."""
    told = {"unit": JUSTICE, "start": DATE, "end": DATE, "minimum": 5, "answered": 3}
    return UnitRecord.model_validate({**told, "on_time": 3, "decided": 3, **changed})


@dataclass
class CitizensQa:
    """What it tells, and what it was sent: `(path, body)`; `refusals` by the last part of a path.

    A refusal is `(status, slug)`; `secret` opens the question, without one everybody may see it.
    """

    question: QuestionOut = field(default_factory=told_question)
    secret: str = ""
    published: list[PublicQuestion] = field(default_factory=list)
    similar: list[PublicQuestion] = field(default_factory=list)
    ready: list[FaqOut] = field(default_factory=list)
    own: list[OwnQuestion] = field(default_factory=list)
    units: list[UnitFound] = field(default_factory=list)
    record: UnitRecord = field(default_factory=record)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    sent: list[tuple[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def app(self) -> Starlette:
        """Return the application."""
        root = "/api/qa/v1"
        return Starlette(
            routes=[
                Route(f"{root}/topics", self._page_of(list)),
                Route(f"{root}/consent-texts", self._page_of(lambda: [CONSENT])),
                Route(f"{root}/questions", self.browse),
                Route(f"{root}/questions", self.ask, methods=["POST"]),
                Route(f"{root}/suggestions", self._page_of(lambda: self.similar)),
                Route(f"{root}/faq", self._list_of(lambda: self.ready)),
                Route(f"{root}/faq/suggestions", self._page_of(lambda: self.ready)),
                Route(f"{root}/faq/{{entry}}", self.show_faq),
                Route(f"{root}/my-questions", self._list_of(lambda: self.own)),
                Route(f"{root}/units", self.find_units),
                Route(f"{root}/units/{{unit}}/record", self.show_record),
                Route(f"{root}/questions/{{code}}", self.show),
                Route(f"{root}/questions/{{code}}/attachments", self.attach, methods=["POST"]),
                Route(f"{root}/questions/{{code}}/attachments/{{id}}", self.download),
                Route(f"{root}/questions/{{code}}/{{action}}", self.take, methods=["POST"]),
            ]
        )

    def _page_of(self, items: Callable[[], Iterable[BaseModel]]) -> Endpoint:
        async def answer_with(_request: Request) -> Response:
            return JSONResponse([_json(item) for item in items()])

        return answer_with

    def _list_of(self, items: Callable[[], Iterable[BaseModel]]) -> Endpoint:
        async def answer_with(_request: Request) -> Response:
            return JSONResponse({"items": [_json(item) for item in items()], "next_cursor": None})

        return answer_with

    async def browse(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        items = [_json(item) for item in self.published]
        return JSONResponse({"items": items, "next_cursor": None})

    async def ask(self, request: Request) -> Response:
        if refusal := self._refusal("questions"):
            return refusal
        self.sent.append(("ask", await request.json()))
        told = {
            "code": CODE, "secret": SECRET, "status": "submitted", "unit": _json(JUSTICE),
            "asked_at": MOMENT.isoformat(), "due_at": MOMENT.isoformat(),
        }  # fmt: skip
        return JSONResponse(told, 201)

    async def show(self, request: Request) -> Response:
        if not self._knows(request):
            return refused(404, "question-not-found")
        return JSONResponse(_json(self.question))

    async def show_faq(self, request: Request) -> Response:
        wanted = request.path_params["entry"]
        found = next((entry for entry in self.ready if entry.id == wanted), None)
        return JSONResponse(_json(found)) if found else refused(404, "faq-not-found")

    async def find_units(self, request: Request) -> Response:
        words = request.query_params["q"].casefold()
        return JSONResponse([_json(unit) for unit in self.units if words in unit.name.casefold()])

    async def show_record(self, _request: Request) -> Response:
        return JSONResponse(_json(self.record))

    async def attach(self, request: Request) -> Response:
        name, content = unquote(request.headers["x-file-name"]), await request.body()
        if refusal := self._refusal(name):
            return refusal
        self.files.append((name, content))
        told = {
            "id": "a1", "name": name, "media_type": "application/pdf", "bytes": len(content),
            "at": MOMENT.isoformat(), "by": "sender", "state": "ready",
        }  # fmt: skip
        return JSONResponse(told, 201)

    async def download(self, request: Request) -> Response:
        if not self._knows(request):
            return refused(404, "question-not-found")
        headers = {"Content-Disposition": "attachment; filename*=UTF-8''a.pdf", "X-Own": "1"}
        return Response(b"%PDF-", media_type="application/pdf", headers=headers)

    async def take(self, request: Request) -> Response:
        action = request.path_params["action"]
        if refusal := self._refusal(action):
            return refusal
        if not self._knows(request):
            return refused(404, "question-not-found")
        self.sent.append(
            (action, {"if_match": request.headers["if-match"], **await request.json()})
        )
        return JSONResponse(_json(self.question))

    def _knows(self, request: Request) -> bool:
        return not self.secret or request.headers.get("x-tracking-secret") == self.secret

    def _refusal(self, what: str) -> Response | None:
        return refused(*self.refusals[what]) if what in self.refusals else None


def refused(status: int, slug: str) -> Response:
    """Return a problem as services write it."""
    reason = {"reason": slug.partition(":")[2]} if ":" in slug else {}
    document = {"type": f"x/{slug.partition(':')[0]}", "title": "x", "status": status, **reason}
    return JSONResponse(document, status)


def _json(value: BaseModel) -> Any:
    return value.model_dump(mode="json")


@asynccontextmanager
async def visiting_citizen(
    make_gateway: MakeGateway, qa: CitizensQa, **changed: Any
) -> AsyncIterator[PageClient]:
    """Serve a gateway in front of it and yield a visitor."""
    async with (
        serving(qa.app()) as qa_url,
        make_gateway(qa_url=qa_url, **changed) as base,
        visitor(base) as client,
    ):
        yield client
