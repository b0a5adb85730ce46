"""Refuses changes that another site makes a browser send.

A browser says with every change where it comes from (`Sec-Fetch-Site`, `Origin`). A change that
carries a session but no such word passes only when no page of another site could have sent it
without asking us first: with a JSON body, a header of its own, or a method other than POST.
Programs without a cookie pass. GET, HEAD and OPTIONS change nothing anywhere, so they pass.
"""

from starlette.datastructures import Headers

from gateway.sessions import read_cookie
from gateway.settings import GatewaySettings
from shared.problems import Forbidden

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_OWN = frozenset({"same-origin", "none"})
_ASKED_FIRST = ("if-match", "idempotency-key", "x-tracking-secret")


class CrossSiteRequest(Forbidden):
    """A change came from another site's page, or does not say that it came from ours."""

    slug, title = "cross-site-request", "This was not sent from our own pages"


def refuse_cross_site(method: str, headers: Headers, settings: GatewaySettings) -> None:
    """Raise `CrossSiteRequest` for a change that may be forged."""
    if method in _SAFE_METHODS:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in _OUR_OWN:
        raise CrossSiteRequest
    if origin is not None:
        if origin != settings.public_url and not (
            site == "same-origin" and _is_host(origin, headers)
        ):
            raise CrossSiteRequest
        return
    if site is None and read_cookie(headers, settings.session_cookie) is not None:
        _refuse_simple(method, headers)


def _is_host(origin: str, headers: Headers) -> bool:
    """Whether a page lies under the name it calls us by, such as localhost in development."""
    return origin.partition("://")[2] == headers.get("host")


def _refuse_simple(method: str, headers: Headers) -> None:
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = content_type == "application/json" or content_type.endswith("+json")
    if method == "POST" and not is_json and not any(name in headers for name in _ASKED_FIRST):
        raise CrossSiteRequest
