"""A refused form's fields, so that the page that refuses it can hand them back.

Without JavaScript what somebody typed lives in the request alone: a page that only says "too
often" or "signed out" would lose it.
"""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from gateway.arrivals import Arrival
from gateway.targets import find_target
from shared.problems import Problem

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_LARGEST = 256 * 1024
_MOST_FIELDS = 150
_LONG = 80


@dataclass(frozen=True, slots=True)
class KeptField:
    """One field as it was sent."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether it is worth showing: somebody wrote it."""
        return len(self.value) > _LONG or "\n" in self.value


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form to be sent again; files cannot be handed back."""

    action: str
    fields: tuple[KeptField, ...]
    lost_files: int = 0


async def read_kept_form(arrival: Arrival, receive: Receive) -> KeptForm | None:
    """Return the form this request carries, None when it is none of a page of ours."""
    kind = arrival.text(b"content-type").partition(";")[0].strip().lower()
    length = arrival.text(b"content-length")
    is_small = length.isdigit() and int(length) <= _LARGEST
    is_ours = find_target(arrival.path) is None
    if arrival.method != "POST" or kind not in _FORMS or not is_small or not is_ours:
        return None
    request = Request(arrival.scope, receive)
    try:
        async with request.form(max_fields=_MOST_FIELDS, max_files=20) as form:
            items = form.multi_items()
    except (HTTPException, ClientDisconnect, Problem):
        return None
    texts = tuple(KeptField(name, value) for name, value in items if isinstance(value, str))
    files = sum(1 for _, value in items if not isinstance(value, str) and value.filename)
    return KeptForm(_address(arrival), texts, files) if texts else None


def _address(arrival: Arrival) -> str:
    path: bytes = arrival.scope["raw_path"]
    query: bytes = arrival.scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")
