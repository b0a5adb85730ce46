"""Refuses changes that another site makes a browser send.

A browser says with every change where it comes from (`Sec-Fetch-Site`, `Origin`). A change that
carries a session but no such word passes only when no page of another site could have sent it
without asking us first: with a JSON body, a header of its own, or a method other than POST.
Programs without a cookie pass. What a portal's widget sends does not come here: it is a guest's,
whatever it carries (`gateway.origins`). GET, HEAD and OPTIONS change nothing anywhere and pass.
"""

from gateway.arrivals import Arrival
from gateway.sessions import read_cookie
from gateway.settings import GatewaySettings
from shared.problems import Forbidden

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_OWN = frozenset({"same-origin", "none"})
_ASKED_FIRST = (b"if-match", b"idempotency-key", b"x-tracking-secret")


class CrossSiteRequest(Forbidden):
    """A change came from another site's page, or does not say that it came from ours."""

    slug, title = "cross-site-request", "This was not sent from our own pages"


def refuse_cross_site(arrival: Arrival, settings: GatewaySettings) -> None:
    """Raise `CrossSiteRequest` for a change that may be forged."""
    if arrival.method in _SAFE_METHODS:
        return
    site = arrival.text(b"sec-fetch-site") if arrival.has(b"sec-fetch-site") else None
    if site is not None and site not in _OUR_OWN:
        raise CrossSiteRequest
    if arrival.has(b"origin"):
        origin = arrival.text(b"origin")
        if origin != settings.public_url and not (
            site == "same-origin" and _is_host(origin, arrival)
        ):
            raise CrossSiteRequest
        return
    if site is None and read_cookie(arrival, settings.session_cookie) is not None:
        _refuse_simple(arrival)


def _is_host(origin: str, arrival: Arrival) -> bool:
    """Whether a page lies under the name it calls us by, such as localhost in development."""
    return origin.partition("://")[2] == arrival.text(b"host")


def _refuse_simple(arrival: Arrival) -> None:
    content_type = arrival.text(b"content-type").partition(";")[0].strip().lower()
    is_json = content_type == "application/json" or content_type.endswith("+json")
    asked_first = any(arrival.has(name) for name in _ASKED_FIRST)
    if arrival.method == "POST" and not is_json and not asked_first:
        raise CrossSiteRequest
