"""Every call of the gateway's clients goes to an address the service offers, as it offers it."""

import asyncio
import importlib
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest
from aiohttp import web

from gateway.clients import AuthClient, OnBehalf, QaClient, ServiceProblem, SurveyClient
from gateway.clients.base import ServiceClient
from gateway.clients.qa_responding import Action
from shared.contracts.qa.questions import AskQuestion
from shared.contracts.qa.work import (
    AddFollowUp,
    ProvideInformation,
    RateAnswer,
    ReopenQuestion,
    WithdrawQuestion,
)
from shared.contracts.survey.responses import Ratings, SubmitResponse
from tests.architecture.console_bodies import CONSOLE_BODIES, CONSOLE_SAMPLES
from tests.architecture.directory_bodies import DIRECTORY_BODIES, DIRECTORY_SAMPLES
from tests.architecture.keeping_bodies import KEEPING_BODIES, KEEPING_SAMPLES
from tests.architecture.leading_bodies import LEADING_BODIES, LEADING_SAMPLES

DAY = date(2026, 11, 22)
QUESTION = AskQuestion(title="Về đất đai", body="Tôi muốn hỏi về đất.", may_publish=True)
RESPONSE = SubmitResponse(portal="demo", ratings=Ratings(quality="good"))
CLIENTS: dict[str, type[ServiceClient]] = {
    "auth": AuthClient, "qa": QaClient, "survey": SurveyClient,
}  # fmt: skip
# Values for the parameters of the clients' methods, by name.
SAMPLES: dict[str, Any] = {
    **DIRECTORY_SAMPLES, **CONSOLE_SAMPLES, **KEEPING_SAMPLES, **LEADING_SAMPLES,
    "question": QUESTION, "response": RESPONSE, "key": "key-12345", "code": "HD-1", "secret": "s",
    "version": 3, "text": "đất", "notification": "n1", "portal": "demo", "unit": "so-khcn",
    "topic": "dat-dai", "q": "đất", "cursor": "abc", "limit": 20, "status": "received",
    "assignee": "officer1", "show": "all", "start": DAY, "end": DAY, "by": "day",
    "month": "2026-10", "year": 2026, "entry": "f1", "attachment": "a1", "file_name": "a.pdf",
    "content": b"%PDF-",
}  # fmt: skip
BODIES = {
    **DIRECTORY_BODIES, **CONSOLE_BODIES, **KEEPING_BODIES, **LEADING_BODIES,
    "provide_information": ProvideInformation(text="Nhà số 5."),
    "add_follow_up": AddFollowUp(text="Xin thêm."), "rate_answer": RateAnswer(level="satisfied"),
    "reopen_question": ReopenQuestion(reason="Chưa đủ."), "withdraw_question": WithdrawQuestion(),
}  # fmt: skip


def calls_of(service: str) -> list[str]:
    own = [kind for kind in CLIENTS[service].__mro__ if issubclass(kind, ServiceClient)]
    names = {name for kind in own for name in vars(kind)}
    return sorted(name for name in names if not name.startswith("_") and name != "name")


async def recorded(service: str, method: str) -> tuple[str, str, set[str]]:
    """Make one call and return its method, path and query names."""
    seen: list[tuple[str, str, set[str]]] = []

    async def refuse(request: web.Request) -> web.Response:
        target = urlsplit(request.raw_path)
        names = {name for name, _ in parse_qsl(target.query)}
        seen.append((request.method, target.path, names))
        return web.json_response({"type": "x/gone", "title": "x", "status": 410}, status=410)

    server = web.AppRunner(_catch_all(refuse))
    await server.setup()
    site = web.TCPSite(server, "127.0.0.1", 0)
    await site.start()
    try:
        async with aiohttp.ClientSession() as http:
            client = CLIENTS[service](http, site.name, OnBehalf())
            with pytest.raises(ServiceProblem):
                await _call(getattr(client, method), BODIES.get(method))
    finally:
        await server.cleanup()
    return seen[0]


def _catch_all(handler: Callable[[web.Request], Awaitable[web.Response]]) -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    return app


async def _call(method: Callable[..., Awaitable[object]], body: object) -> None:
    names = [name for name in method.__annotations__ if name != "return"]
    given = {name: body if name == "body" else SAMPLES[name] for name in names}
    await asyncio.wait_for(method(**given), 5)


def offered(service: str) -> dict[str, Any]:
    settings = importlib.import_module(f"tests.services.{service}.settings").unopened_settings()
    app = importlib.import_module(f"services.{service}.app").create_app(settings)
    document: dict[str, Any] = app.openapi()
    return document


@pytest.mark.parametrize("service", sorted(CLIENTS))
async def test_every_call_is_offered(service: str) -> None:
    paths = offered(service)["paths"]
    wrong = []
    for name in calls_of(service):
        method, path, query = await recorded(service, name)
        operation = next(
            (
                item[method.lower()]
                for template, item in paths.items()
                if re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", template), path)
                and method.lower() in item
            ),
            None,
        )
        if operation is None:
            wrong.append(f"{name}: {method} {path} is not offered")
            continue
        known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
        wrong += [f"{name}: {path} takes no `{extra}`" for extra in query - known]
    assert wrong == []


def test_every_action_of_the_console_is_offered() -> None:
    paths = offered("qa")["paths"]
    for action in get_args(Action):
        assert "post" in paths[f"/api/qa/v1/questions/{{code}}/{action}"], action
