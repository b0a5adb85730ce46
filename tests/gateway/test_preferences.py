"""Language and theme: address, cookie, browser; and what is remembered."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from gateway.preferences import read_preferences, remember_preferences, switch_address


def make_request(query: str = "", scheme: str = "http", **headers: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": scheme,
            "path": "/hoi-dap",
            "query_string": query.encode(),
            "server": ("127.0.0.1", 8080),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
        }
    )


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "vi"),
        ("lang=en", {}, "en"),
        ("lang=en", {"cookie": "langnghe_lang=vi"}, "en"),
        ("", {"cookie": "langnghe_lang=en"}, "en"),
        ("lang=fr", {"cookie": "langnghe_lang=en"}, "en"),
        ("", {"cookie": "langnghe_lang=xx", "accept_language": "en"}, "en"),
        ("", {"accept_language": "en-US,en;q=0.9"}, "en"),
        ("", {"accept_language": "vi,en;q=0.9"}, "vi"),
        ("", {"accept_language": "en;q=0.5, vi;q=0.8"}, "vi"),
        ("", {"accept_language": "fr-FR"}, "vi"),
        ("", {"accept_language": "en;q=none,,;;;"}, "vi"),
        ("", {"accept_language": "*;q=1"}, "vi"),
    ],
)
def test_the_language_is_found(query: str, headers: dict[str, str], language: str) -> None:
    assert read_preferences(make_request(query, **headers)).language == language


@pytest.mark.parametrize(
    ("query", "cookie", "theme"),
    [
        ("", "", "auto"),
        ("theme=dark", "", "dark"),
        ("", "light", "light"),
        ("theme=x", "y", "auto"),
    ],
)
def test_the_theme_is_found(query: str, cookie: str, theme: str) -> None:
    request = make_request(query, cookie=f"langnghe_theme={cookie}")
    assert read_preferences(request).theme == theme


def test_only_a_choice_in_the_address_is_remembered() -> None:
    response = Response()
    request = make_request("", cookie="langnghe_lang=en")
    remember_preferences(request, response, read_preferences(request))
    assert "set-cookie" not in response.headers

    request = make_request("lang=en&theme=dark", scheme="https")
    remember_preferences(request, response, read_preferences(request))
    language, theme = response.headers.getlist("set-cookie")
    assert language.startswith("langnghe_lang=en;")
    assert "Secure" in language
    assert "HttpOnly" in language
    assert theme.startswith("langnghe_theme=dark;")
    assert "HttpOnly" not in theme  # the page's own script writes it too


def test_a_switch_keeps_the_rest_of_the_address() -> None:
    request = make_request("q=s%E1%BB%95+%C4%91%E1%BB%8F&lang=vi&cursor=")
    address = switch_address(request, lang="en")
    assert address == "?q=s%E1%BB%95+%C4%91%E1%BB%8F&cursor=&lang=en"
