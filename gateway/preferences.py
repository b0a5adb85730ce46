"""Language and theme a visitor chose: from the address, else a cookie, else the browser.

`?lang=` and `?theme=` change the choice and are remembered in a cookie. Both are mere taste: they
identify nobody and the service works the same without them.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from gateway.framing import is_framed
from gateway.navigation import page_path
from gateway.translations import LANGUAGES, SOURCE_LANGUAGE

LANGUAGE_COOKIE = "langnghe_lang"
THEME_COOKIE = "langnghe_theme"
THEMES = ("auto", "light", "dark")
ONE_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one request asked for; `changed` names the cookies to write."""

    language: str
    theme: str
    changed: tuple[str, ...] = ()


def read_preferences(request: Request) -> Preferences:
    """Find the language and the theme for this request; a frame remembers neither."""
    changed = tuple(
        name
        for name, values in (("lang", LANGUAGES), ("theme", THEMES))
        if request.query_params.get(name) in values and not is_framed(request.url.path)
    )
    return Preferences(_choose_language(request), _choose_theme(request), changed)


def remember_preferences(request: Request, response: Response, preferences: Preferences) -> None:
    """Write the cookies of the choices made in this request's address."""
    values = {
        "lang": (LANGUAGE_COOKIE, preferences.language),
        "theme": (THEME_COOKIE, preferences.theme),
    }
    for name in preferences.changed:
        cookie, value = values[name]
        response.set_cookie(
            cookie,
            value,
            max_age=ONE_YEAR_SECONDS,
            secure=request.url.scheme == "https",
            httponly=name == "lang",
            samesite="lax",
        )


def switch_address(request: Request, **choice: str) -> str:
    """Give this page's address with another language or theme, keeping the rest of its query."""
    pairs = [
        (name, value)
        for name, value in parse_qsl(request.url.query, keep_blank_values=True)
        if name not in {"lang", "theme"}
    ]
    path = "" if request.method == "GET" else page_path(request)
    return f"{path}?{urlencode([*pairs, *choice.items()])}"


def _choose_language(request: Request) -> str:
    for wanted in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return _prefers(request.headers.get("accept-language", ""))


def _prefers(header: str) -> str:
    """Give English only to a browser that ranks it above Vietnamese."""
    ranked: dict[str, float] = {}
    for part in header.lower().split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            rank = float(quality or 1)
        except ValueError:
            continue
        language = tag.split("-")[0]
        ranked[language] = max(rank, ranked.get(language, 0))
    return "en" if ranked.get("en", 0) > ranked.get("vi", 0) else SOURCE_LANGUAGE


def _choose_theme(request: Request) -> str:
    for wanted in (request.query_params.get("theme"), request.cookies.get(THEME_COOKIE)):
        if wanted in THEMES:
            return wanted
    return "auto"
