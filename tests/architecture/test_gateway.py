"""The gateway as a whole: every address has its limit, nothing internal is reachable."""

import re
from collections.abc import Iterator

from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from gateway.app import create_app
from gateway.groups import named_group
from gateway.proxy import ProxyRoute
from gateway.settings import GatewaySettings
from gateway.targets import TARGETS

SAMPLE = "a-sample"


def settings() -> GatewaySettings:
    return GatewaySettings.model_validate(
        {"environment": "test", "service_secret": "a-secret-for-this-test"}
    )


def addresses() -> Iterator[tuple[str, str]]:
    """Return a method and a path for everything the gateway answers itself."""
    for route in iter_route_contexts(create_app(settings()).routes):
        for method in route.methods or ():
            yield method, re.sub(r"{[^}]+}", SAMPLE, route.path or "")


def test_every_page_has_a_limit_of_its_own_choosing() -> None:
    found = list(addresses())
    assert len(found) > 10
    unnamed = [address for address in found if named_group(*address) is None]
    assert unnamed == []


def test_every_proxied_address_has_a_limit() -> None:
    for target in TARGETS:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            for rest in (SAMPLE, "v1/questions", "v1/a/b/c"):
                assert named_group(method, f"{target.prefix}/{rest}"), (method, target.prefix)


def test_nothing_internal_is_proxied() -> None:
    routes = [route for route in create_app(settings()).routes if isinstance(route, ProxyRoute)]
    assert {route.target.prefix for route in routes} == {
        "/api/auth", "/api/qa", "/api/survey", "/api/open-data", "/auth", "/.well-known",
    }  # fmt: skip


def test_only_static_files_are_mounted() -> None:
    mounts = [route for route in create_app(settings()).routes if isinstance(route, Mount)]
    assert [mount.path for mount in mounts] == ["/static"]
