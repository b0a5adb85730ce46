"""What the browser is sent and what it must send: cookies, and proof that a form is our own."""

from typing import Literal
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.auth.settings import AuthSettings
from shared.problems import Forbidden

Purpose = Literal["session", "login"]
# What a browser says of our own page, and of an address the person opened themselves.
_OUR_OWN = frozenset({"same-origin", "none"})


class ForeignForm(Forbidden):
    """The request was made by another site, so it does nothing."""

    slug, title = "foreign-form", "This request did not come from our own pages"


class BrowserCookies:
    """Names and flags: `__Host-` and Secure over https, plain names on loopback in development."""

    def __init__(self, settings: AuthSettings) -> None:
        self._is_secure = settings.public_url.startswith("https://")
        self._prefix = "__Host-langnghe_" if self._is_secure else "langnghe_"

    def read(self, request: Request, purpose: Purpose) -> str | None:
        """Return the cookie's value."""
        return request.cookies.get(self._prefix + purpose)

    def give(
        self, response: Response, purpose: Purpose, value: str, seconds: int | None = None
    ) -> None:
        """Set a cookie; without `seconds` until the browser is closed."""
        response.set_cookie(
            self._prefix + purpose,
            value,
            max_age=seconds,
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response, purpose: Purpose) -> None:
        """Delete a cookie."""
        self.give(response, purpose, "", seconds=0)


def check_own_form(request: Request, public_url: str) -> None:
    """Raise `ForeignForm` when the browser says that another site sent this.

    Browsers name the origin of every cross-site POST; a client that names none is no browser and
    carries no cookie of a victim.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in _OUR_OWN:
            raise ForeignForm
        return
    origin = request.headers.get("origin")
    if origin is None:
        referrer = urlsplit(request.headers.get("referer") or public_url)
        origin = f"{referrer.scheme}://{referrer.netloc}"
    if origin != public_url:
        raise ForeignForm


def wants_page(request: Request) -> bool:
    """Say whether to answer with a page; a client that names JSON and no HTML gets problems."""
    accepted = request.headers.get("accept", "*/*")
    return "text/html" in accepted or "json" not in accepted


def see_other(address: str) -> RedirectResponse:
    """Return a redirect that is never kept."""
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
