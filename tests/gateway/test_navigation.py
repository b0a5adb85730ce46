"""Links that lead back to a page lead to an address that can be opened."""

import pytest
from starlette.requests import Request

from gateway.navigation import page_path

FORM = "http://portal.example/can-bo/7K3M9P2Q?tab=1"


def request(method: str, path: str, referer: str = "") -> Request:
    return Request(
        {
            "type": "http",
            "method": method,
            "scheme": "http",
            "server": ("portal.example", 80),
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"portal.example"), (b"referer", referer.encode())],
        }
    )


def test_a_page_that_is_read_is_its_own_address() -> None:
    assert page_path(request("GET", "/hoi-dap", FORM)) == "/hoi-dap"


def test_a_page_after_a_form_leads_back_to_the_form() -> None:
    assert page_path(request("POST", "/can-bo/7K3M9P2Q/tra-loi", FORM)) == "/can-bo/7K3M9P2Q"


@pytest.mark.parametrize("referer", ["", "http://evil.example/can-bo", "http://[", "/can-bo"])
def test_a_form_from_nowhere_leads_to_the_front_page(referer: str) -> None:
    assert page_path(request("POST", "/can-bo/7K3M9P2Q/tra-loi", referer)) == "/"
