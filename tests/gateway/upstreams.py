"""Small services behind the gateway under test: real applications on real sockets."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from shared.contracts.auth.sessions import Me
from shared.ids import new_id
from tests.support.tokens import access_token
from tests.support.tokens import published_keys as jwks

SECRET = "gateway-secret-of-the-tests"
OFFICER_SESSION = "officer-session-0001"
CITIZEN_SESSION = "citizen-session-0001"


@dataclass
class AuthUpstream:
    """Sessions as auth keeps them; tests end them and count the exchanges."""

    sessions: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    exchanges: int = 0
    asked_for_me: int = 0
    is_broken: bool = False
    claims: dict[str, Any] = field(default_factory=dict)
    redis: "redis.Redis | None" = None
    """Where marks are kept; without it every token has to be asked for anew."""

    def reset(self) -> None:
        self.sessions = {
            OFFICER_SESSION: ("officer1", [("officer", "so-khcn")]),
            CITIZEN_SESSION: ("citizen1", []),
        }
        self.exchanges = self.asked_for_me = 0
        self.is_broken = False
        self.claims = {}
        self.redis = None

    def change(self, person: str) -> None:
        """Take back what was handed out for a person, as auth does."""
        assert self.redis is not None
        self.redis.set(f"auth:mark:{person}", new_id())

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/internal/v1/session-token", self.exchange, methods=["POST"]),
                Route("/.well-known/jwks.json", self.show_keys),
                Route("/api/auth/v1/me", self.show_me),
                Route("/api/auth/v1/token", echo, methods=["POST"]),
                Route("/healthz", healthy),
                Route("/openapi.json", openapi("auth")),
                Route("/auth/login", self.login, methods=["GET", "POST"]),
            ]
        )

    async def exchange(self, request: Request) -> Response:
        self.exchanges += 1
        expected = base64.b64encode(f"gateway:{SECRET}".encode()).decode()
        if request.headers["authorization"] != f"Basic {expected}":
            return JSONResponse({}, 401, {"WWW-Authenticate": "Basic"})
        if self.is_broken:
            return Response("oops", 500)
        found = self.sessions.get((await request.json())["session"])
        if found is None:
            return JSONResponse({"type": "/problems/unauthenticated"}, 401)
        person, roles = found
        token = access_token(person, *roles, **self.claims)
        answer = {"access_token": token, "expires_in": 120}
        if self.redis is not None:
            mark = f"auth:mark:{person}"
            self.redis.set(mark, new_id(), nx=True)
            answer |= {"mark": mark, "mark_value": str(self.redis.get(mark))}
        return JSONResponse(answer)

    async def show_keys(self, _request: Request) -> Response:
        return JSONResponse(await jwks())

    async def show_me(self, request: Request) -> Response:
        self.asked_for_me += 1
        if "authorization" not in request.headers:
            return JSONResponse({"type": "x/unauthenticated", "title": "t", "status": 401}, 401)
        me = Me(id="officer1", name="Nguyễn Văn An", account="person", loa=2, roles=[])
        return JSONResponse(me.model_dump())

    async def login(self, request: Request) -> Response:
        response = await echo(request)
        response.headers.append("set-cookie", "langnghe_login=a; HttpOnly")
        response.headers.append("set-cookie", "langnghe_session=b; HttpOnly")
        return response


async def healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def echo(request: Request) -> Response:
    """Answer with what arrived, exactly."""
    body = await request.body()
    arrived = {
        "method": request.method,
        "path": request.scope["raw_path"].decode(),
        "query": request.scope["query_string"].decode(),
        "headers": [[n.decode(), v.decode("latin-1")] for n, v in request.headers.raw],
        "size": len(body),
        "body": body[:200].decode("latin-1"),
    }
    headers = {"Set-Cookie": "stolen=1", "X-Answer": "yes", "Connection": "X-Hop", "X-Hop": "1"}
    return JSONResponse(arrived, headers=headers)


def openapi(service: str) -> Any:
    """Return a route with a small OpenAPI document of this service."""
    operation: dict[str, Any] = {
        "operationId": "do_it",
        "summary": "Do it",
        "tags": ["things"],
        "responses": {
            "200": {
                "description": "Done",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            }
        },
    }
    document = {
        "openapi": "3.1.0",
        "paths": {
            f"/api/{service}/v1/things": {"get": operation},
            "/internal/v1/secrets": {"get": operation},
        },
        "components": {"schemas": {"Thing": {"type": "object", "title": service}}},
    }

    async def show(_request: Request) -> Response:
        return JSONResponse(document)

    return show


class Double:
    """Sends each part of a body back as it comes (plain ASGI: both directions at once)."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            part = message.get("body", b"").upper()
            await send({"type": "http.response.body", "body": part, "more_body": more})


class QaUpstream:
    """Every shape of answer the proxy has to pass on."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.started = asyncio.Event()
        self.calls = 0

    def app(self) -> Starlette:
        every = ["GET", "HEAD", "POST", "PUT", "DELETE"]
        return Starlette(
            routes=[
                Route("/healthz", healthy),
                Route("/openapi.json", openapi("qa")),
                Route("/api/qa/v1/echo{rest:path}", echo, methods=every),
                Route("/api/qa/v1/questions", echo, methods=every),
                Route("/api/qa/v1/double", Double()),
                Route("/api/qa/v1/events/stream", self.stream),
                Route("/api/qa/v1/forever", self.forever),
                Route("/api/qa/v1/status/{status:int}", self.status, methods=every),
                Route("/api/qa/v1/large", self.large),
                Route("/api/qa/v1/topics", self.topics),
                Route("/api/qa/v1/attachments", echo, methods=every),
            ]
        )

    async def stream(self, _request: Request) -> Response:
        async def events() -> AsyncIterator[bytes]:
            yield b"data: first\n\n"
            await asyncio.sleep(1.0)
            yield b"data: second\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    async def forever(self, _request: Request) -> Response:
        async def ticks() -> AsyncIterator[bytes]:
            self.started.set()
            try:
                while True:
                    yield b"tick\n"
                    await asyncio.sleep(0.05)
            finally:
                self.left.set()

        return StreamingResponse(ticks(), media_type="text/event-stream")

    async def status(self, request: Request) -> Response:
        code = request.path_params["status"]
        headers = {"ETag": '"7"'}
        if code == 304:
            headers["Content-Length"] = "5"
        return Response(b"" if code in {204, 304} else b"hello", code, headers)

    async def large(self, request: Request) -> Response:
        size = int(request.query_params["size"])

        async def blocks() -> AsyncIterator[bytes]:
            for _ in range(size // 65_536):
                yield b"x" * 65_536

        return StreamingResponse(blocks(), media_type="application/octet-stream")

    async def topics(self, request: Request) -> Response:
        self.calls += 1
        kind = request.headers.get("x-kind", "")
        if kind == "slow":
            await asyncio.sleep(3)
        if kind == "down":
            return Response("no JSON", 500)
        if kind == "problem":
            document = {"type": "http://x/problems/gone", "title": "Gone", "status": 410, "a": 1}
            return JSONResponse(document, 410, media_type="application/problem+json")
        topic = {"id": "dat-dai", "name": "Đất đai", "name_en": "Land"}
        return JSONResponse([topic] * (60 if kind == "many" else 1))


def headers_of(arrived: dict[str, Any]) -> dict[str, str]:
    """Return what `echo` saw, by lower-case name."""
    return {name.lower(): value for name, value in arrived["headers"]}


def as_json(text: bytes) -> Any:
    return json.loads(text)
