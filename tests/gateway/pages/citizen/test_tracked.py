"""The secret of a question: in a cookie no script reads, in no address of ours."""

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response

from gateway.pages.citizen.tracked import (
    remember_question,
    remembered_question,
    remembered_secret,
    secret_link,
)
from gateway.settings import GatewaySettings


def make_request(cookie: str = "", public_url: str = "http://127.0.0.1:8080") -> Request:
    app = FastAPI()
    app.state.settings = GatewaySettings.model_validate(
        {"environment": "test", "service_secret": "x" * 16, "public_url": public_url}
    )
    headers = [(b"cookie", cookie.encode())]
    return Request({"type": "http", "app": app, "headers": headers, "path": "/hoi-dap"})


def test_the_cookie_is_narrow() -> None:
    response = Response()
    remember_question(make_request(), response, "HD-2026-7K3M9P", "kQ3vXz81mN0pLr7s")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("langnghe_tracking=HD-2026-7K3M9P.kQ3vXz81mN0pLr7s;")
    for part in ("HttpOnly", "Path=/hoi-dap", "SameSite=lax", "Max-Age=7200"):
        assert part in cookie
    assert "Secure" not in cookie

    remember_question(make_request(public_url="https://a.vn"), response, "HD-1234", "k" * 16)
    assert response.headers.getlist("set-cookie")[1].startswith("__Secure-langnghe_tracking=")
    assert "Secure;" in response.headers.getlist("set-cookie")[1] + ";"


def test_a_secret_opens_only_its_own_question() -> None:
    request = make_request("langnghe_tracking=HD-2026-7K3M9P.kQ3vXz81mN0pLr7s")
    assert remembered_question(request) == ("HD-2026-7K3M9P", "kQ3vXz81mN0pLr7s")
    assert remembered_secret(request, "HD-2026-7K3M9P") == "kQ3vXz81mN0pLr7s"
    assert remembered_secret(request, "hd20267k3m9p") == "kQ3vXz81mN0pLr7s"
    assert remembered_secret(request, "HD-2026-OTHER1") is None


@pytest.mark.parametrize(
    "value", ["", "abc", "HD-1.", ".secretsecret", "HD-1.a b c d e f g h", "x" * 999]
)
def test_a_strange_cookie_is_nothing(value: str) -> None:
    assert remembered_question(make_request(f"langnghe_tracking={value}")) is None


def test_the_secret_stands_behind_the_hash() -> None:
    link = secret_link(make_request(), "HD-2026-7K3M9P", "kQ3v-Xz_81")
    assert link == "http://127.0.0.1:8080/hoi-dap/tra-cuu#HD-2026-7K3M9P.kQ3v-Xz_81"
