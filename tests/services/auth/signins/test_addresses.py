"""N27: after signing in a browser goes to a path of this site or to the front page."""

from urllib.parse import quote

import pytest

from services.auth.signins.addresses import safe_next, with_query

EVIL = [
    None, "", "evil", "evil.example/x", "https://evil.example", "https:evil.example",
    "http:/evil.example", "//evil.example", "///evil.example", "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/x\r\nSet-Cookie: a=b", "/x\ny",
    "/x\x00", " /x", "/ /evil", "/\u2028x", "javascript:alert(1)", "JavaScript:alert(1)",
    "data:text/html,x", "/%2fevil.example", "%2f%2fevil.example", "/%2f%2fevil.example",
    "/%5cevil.example", "/%255cevil.example", "/%25255cevil", "/%0d%0aSet-Cookie:a=b", "/%00",
    "/.//evil.example", "/..//evil.example", "/x/../auth/login", "/%2e/auth/login",
    "/%09/evil.example", "/%20/evil", "/" + "x" * 2_000, "/auth/login", "/auth/logout?x=1",
    "/%61uth/logout", "?next=/", "#x", "/x%E2%80%A8",
]  # fmt: skip
HONEST = [
    "/", "/can-bo", "/hoi-dap?q=khai%20sinh&trang=2", "/hoi-dap/ABC-123#tra-loi", "/hoi-dap/gui",
    "/danh-gia/demo?nguon=https://hue.example/trang", "/hoi-dap?q=50%25", "/a//b", "/authors",
    "/hoi-dap?q=kh%C3%B3",
]  # fmt: skip


@pytest.mark.parametrize("address", EVIL)
def test_n27_anything_else_leads_to_the_front_page(address):
    assert safe_next(address) == "/"


@pytest.mark.parametrize("address", [text for text in EVIL if text and "auth" not in text])
def test_n27_one_more_layer_of_encoding_does_not_help(address):
    assert safe_next("/" + quote("/" + address.lstrip("/"), safe="")) == "/"


@pytest.mark.parametrize("address", HONEST)
def test_paths_of_this_site_are_kept(address):
    assert safe_next(address) == address


def test_parameters_are_added_encoded_and_absent_ones_left_out():
    assert with_query("https://x/a", b="1 &", c=None) == "https://x/a?b=1+%26"
    assert with_query("https://x/a?z=1", b="2") == "https://x/a?z=1&b=2"
