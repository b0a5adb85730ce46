"""Every route of every service names its caller or is listed here as public."""

import importlib
import inspect
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from services.auth.clients import deps as clients
from shared import identity

HEALTH = {"/healthz", "/readyz", "/metrics"}
PUBLIC = {
    "auth": HEALTH | {
        "/.well-known/jwks.json", "/auth/login", "/auth/callback", "/auth/callback/{name}",
        "/auth/logout", "/api/auth/v1/sign-in-providers",
        "/auth/logged-out", "/auth/backchannel-logout", "/auth/session",
    },
    "qa": HEALTH,
    "survey": HEALTH,
}  # fmt: skip
NAMELESS = {"list", "get", "create", "update", "delete", "id"}


def routes(service: str) -> list[RouteContext]:
    """Return the JSON routes of a service's application, which opens nothing here."""
    app = importlib.import_module(f"services.{service}.app")
    settings = importlib.import_module(f"tests.services.{service}.settings").unopened_settings()
    contexts = iter_route_contexts(app.create_app(settings).routes)
    found = [context for context in contexts if hasattr(context, "dependant")]
    assert len(found) > 5
    return found


def is_async(call: object) -> bool:
    called = call if inspect.isroutine(call) else type(call).__call__
    return inspect.iscoroutinefunction(called) or inspect.isasyncgenfunction(called)


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


@pytest.mark.parametrize("service", sorted(PUBLIC))
def test_every_route_names_its_caller(service: str) -> None:
    unnamed = {
        route.path
        for route in routes(service)
        if not {identity._any_caller, clients._machine_client} & set(calls(route.dependant))
    }
    assert unnamed == PUBLIC[service]


@pytest.mark.parametrize("service", sorted(PUBLIC))
def test_who_administers_has_proved_who_they_are_also_to_read(service: str) -> None:
    def asks_only_admins(called: object) -> bool:
        return isinstance(called, identity.Holding) and called.roles == ("admin",)

    def asks_for_proof(called: object) -> bool:
        has_level = isinstance(called, identity.Holding) and called.level >= identity.PROVEN
        return has_level or called is identity._proven

    asked = {
        f"{route.methods} {route.path}": list(calls(route.dependant)) for route in routes(service)
    }
    admins = {route for route, called in asked.items() if any(map(asks_only_admins, called))}
    assert len([route for route in admins if "GET" in route]) > 3
    assert {route for route in admins if not any(map(asks_for_proof, asked[route]))} == set()


@pytest.mark.parametrize("service", sorted(PUBLIC))
def test_nothing_a_route_asks_for_is_fetched_in_a_thread(service: str) -> None:
    """FastAPI runs plain functions in threads, which costs more than what they do."""
    plain = {
        call for route in routes(service) for call in calls(route.dependant) if not is_async(call)
    }
    assert plain == set()


@pytest.mark.parametrize("service", sorted(PUBLIC))
def test_routes_are_named_verb_and_noun(service: str) -> None:
    names = {route.name for route in routes(service)}
    assert not NAMELESS & names
    assert all(name and "_" in name for name in names), names
