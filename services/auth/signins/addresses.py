"""Where to send a browser after signing in: only to a path of this site, else to the front page."""

import re
from urllib.parse import unquote, urlencode, urlsplit

FRONT_PAGE = "/"
_LONGEST = 1_000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029]|/\.{1,2}(?:/|$)")
_DECODINGS = 3  # a proxy in between may decode; more layers than this are no honest address


def safe_next(asked: str | None) -> str:
    """Return the address when it is a plain path here, `/` for everything else.

    Refused however often percent-encoded: other origins (`//`, `https:`, `/\\`), dot segments,
    control characters and blanks, and addresses of the sign-in itself.
    """
    if not asked or len(asked) > _LONGEST:
        return FRONT_PAGE
    readings = [asked]
    for _ in range(_DECODINGS):
        readings.append(unquote(readings[-1]))
    return asked if all(_is_path_here(reading) for reading in readings) else FRONT_PAGE


def _is_path_here(address: str) -> bool:
    path = address.partition("?")[0].partition("#")[0]
    if _UNSAFE.search(path) or re.search(r"[\r\n\x00]", address):
        return False
    if not path.startswith("/") or path.startswith(("//", "/auth/")):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def with_query(address: str, **parameters: str | None) -> str:
    """Return the address with these parameters added; those that are None are left out."""
    named = {name: value for name, value in parameters.items() if value is not None}
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{urlencode(named)}"
