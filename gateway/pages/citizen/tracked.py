"""The secret of a question somebody just asked or looked up, kept for a while in their browser.

A secret stands in no address of ours: it comes by form, or behind the `#` of the secret link,
which browsers never send. It lives in a cookie that scripts cannot read, for one question.
"""

import re
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from gateway.settings import GatewaySettings
from shared.ids import normal_code

PATH = "/hoi-dap"
KEPT_SECONDS = 2 * 3600
_PAIR = re.compile(r"([A-Za-z0-9-]{4,40})\.([A-Za-z0-9_~-]{8,200})")


def is_secret(typed: str) -> bool:
    """Whether this can be a secret at all; anything else need not be asked about."""
    return _PAIR.fullmatch(f"code.{typed}") is not None


def remember_question(request: Request, response: Response, code: str, secret: str) -> None:
    """Keep the pair in the browser."""
    settings: GatewaySettings = request.app.state.settings
    response.set_cookie(
        _cookie_name(settings),
        f"{code}.{secret}",
        max_age=KEPT_SECONDS,
        path=PATH,
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def remembered_question(request: Request) -> tuple[str, str] | None:
    """Return the code and secret kept in the browser, None without them."""
    settings: GatewaySettings = request.app.state.settings
    found = _PAIR.fullmatch(request.cookies.get(_cookie_name(settings), ""))
    return (found[1], found[2]) if found else None


def remembered_secret(request: Request, code: str) -> str | None:
    """Return the secret kept for this question."""
    pair = remembered_question(request)
    return pair[1] if pair and normal_code(pair[0]) == normal_code(code) else None


def secret_link(request: Request, code: str, secret: str) -> str:
    """Return the link that opens a question again; browsers keep what follows `#` to themselves."""
    settings: GatewaySettings = request.app.state.settings
    return f"{settings.public_url}{PATH}/tra-cuu#{quote(code)}.{quote(secret)}"


def _cookie_name(settings: GatewaySettings) -> str:
    return f"{'__Secure-' if settings.is_https else ''}langnghe_tracking"
