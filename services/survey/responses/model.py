"""What a response must be to be counted; what is kept of where it came from. No I/O."""

import hashlib
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from services.survey.instruments.model import Instrument, InstrumentRetired, Instruments
from services.survey.portals.model import Portal, PortalClosed
from shared.contracts.survey.responses import SubmitResponse
from shared.ids import new_id
from shared.problems import Forbidden, InvalidRequest


class RatedFromElsewhere(Forbidden):
    """A page of another portal sent it: each portal's pages rate that portal alone."""

    slug, title = "rated-from-elsewhere", "The page belongs to another portal"


class Source(StrEnum):
    """By which way a rating came; each is counted apart."""

    PORTAL = "portal"
    ANSWER = "answer"
    """Of an answer to a question, told by qa."""
    POLL = "poll"
    """An answer to an opinion poll, under the poll's own scope."""


def response_id(portal: str, key: str | None) -> str:
    """Return the id under which a response is stored: the same for the same portal and key."""
    if not key:
        return new_id()
    return hashlib.sha256(f"{portal}\0{key}".encode()).hexdigest()[:32]


def place_of(page_url: str | None) -> str | None:
    """Return scheme, host and path of a page's address: query, fragment and login are dropped.

    Raises `InvalidRequest` unless it is an http or https address.
    """
    if not page_url:
        return None
    try:
        parts = urlsplit(page_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or parts.scheme not in {"http", "https"} or not page_url.isprintable():
        raise InvalidRequest(errors=[_error("#/page_url", "url", "an http or https address")])
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{netloc}:{port}" if port else netloc, parts.path, "", ""))


def kept_of(sent: SubmitResponse) -> SubmitResponse:
    """Return what may be kept of what was sent; raises what `place_of` does.

    The same answers are the same request, whatever proof came with them.
    """
    shown = {"proof": None, "ticket": None, "website": None}
    return sent.model_copy(
        update={"page_url": place_of(sent.page_url), "other": sent.other or None, **shown}
    )


def ratings_of(body: SubmitResponse) -> dict[str, str]:
    """Return the criteria answered, in the instrument's order."""
    return body.ratings.model_dump(exclude_none=True)


def check_response(
    body: SubmitResponse,
    portal: Portal | None,
    instruments: Instruments,
    day: date,
    grace_days: int,
) -> Instrument:
    """Return the version answered; raises everything that is wrong with a response at once.

    `InvalidRequest` with pointers comes before `PortalClosed` and `InstrumentRetired`.
    """
    errors: list[dict[str, Any]] = []
    if portal is None:
        errors.append(_error("#/portal", "unknown_portal", "there is no such portal"))
    ratings = ratings_of(body)
    if not ratings:
        errors.append(_error("#/ratings", "no_rating", "at least one rating is needed"))
    number = body.instrument_version
    instrument = instruments.shown_on(day) if number is None else instruments.versions.get(number)
    if instrument is None or instrument.valid_from > day:
        errors.append(_error("#/instrument_version", "unknown_version", "no such version"))
    else:
        for criterion in instrument.unknown_options(ratings):
            pointer = f"#/ratings/{criterion}"
            errors.append(_error(pointer, "unknown_option", "not an option of this question"))
    if errors or portal is None or instrument is None:
        raise InvalidRequest(errors=errors)
    if not portal.is_open:
        raise PortalClosed
    if not instrument.is_taken(day, grace_days):
        raise InstrumentRetired
    return instrument


def _error(pointer: str, code: str, detail: str) -> dict[str, Any]:
    return {"pointer": pointer, "code": code, "detail": detail}
