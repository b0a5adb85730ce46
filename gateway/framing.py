"""Pages made to stand in a frame of a portal's page: which they are, and whose page may show them.

`/widgets/survey/{portal}…` and `/widgets/qa/{unit}?portal=…`, and every refusal under these
addresses, so that a reader sees what is wrong in the frame rather than an empty one.
"""

from urllib.parse import parse_qs

from gateway.arrivals import Arrival

SURVEY, QA = "/widgets/survey", "/widgets/qa"
_ROOTS = (f"{SURVEY}/", f"{QA}/")
_LONGEST = 2_000


def is_framed(path: str) -> bool:
    """Whether a page under this address is made for a frame."""
    return path.startswith(_ROOTS)


def framing_portal(arrival: Arrival) -> str | None:
    """Return the portal whose pages may frame the answer, None when none is named."""
    if not is_framed(arrival.path):
        return None
    if arrival.path.startswith(SURVEY):
        return arrival.path.removeprefix(f"{SURVEY}/").partition("/")[0]
    query: bytes = arrival.scope["query_string"]
    return parse_qs(query[:_LONGEST].decode("latin-1")).get("portal", [""])[-1] or None
