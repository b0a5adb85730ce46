"""Every page for people at work, or about somebody's own data, asks first who looks."""

import re

from fastapi.routing import iter_route_contexts

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.support.pages import PageClient

NAMED = re.compile(r"/(?:can-bo|lanh-dao|quan-tri|tai-khoan)(?:/.*)?|/hoi-dap/cua-toi")

# Parameters that name something there is, and so come before the question who asks.
SAMPLES = {"move": "gia-han", "kind": "don-vi", "year:int": "2026", "number:int": "1"}


def pages() -> list[tuple[str, str]]:
    """Return the method and an address of each of these pages."""
    settings = GatewaySettings.model_validate(
        {"environment": "test", "service_secret": "a-secret-for-this-test"}
    )
    found = []
    for route in iter_route_contexts(create_app(settings).routes):
        if NAMED.fullmatch(route.path or ""):
            path = re.sub(r"{([^}]+)}", lambda name: SAMPLES.get(name[1], "a"), route.path or "")
            found += [(method, path) for method in route.methods or ()]
    return found


async def test_nobody_is_shown_or_changes_anything_without_signing_in(client: PageClient) -> None:
    """The services are away here: who is asked for first is refused, who is not gets a 503."""
    asked = pages()
    assert len(asked) > 100
    let_in = {}
    for method, path in asked:
        if method == "GET":
            answer = await client.get(path)
            is_refused = answer.status == 303 and answer.headers["location"].startswith(
                "/auth/login?next="
            )
        else:
            answer = await client.post(path, {})
            is_refused = answer.status == 401
        if not is_refused:
            let_in[f"{method} {path}"] = answer.status
    assert let_in == {}
