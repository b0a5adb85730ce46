"""Lists by cursor: an opaque mark of the last row seen, stable while rows come and go."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from shared.problems import InvalidRequest

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=100, description="Rows a page")]
CursorText = Annotated[str | None, Query(max_length=400, description="`next_cursor` of a page")]


class Page(BaseModel, Generic[T]):
    """A part of a list; `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


def encode_cursor(*marks: str | int) -> str:
    """Return the opaque form of a row's sort values."""
    return base64.urlsafe_b64encode(json.dumps(marks).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[str | int]:
    """Return the sort values of a cursor; raises `InvalidRequest` unless they have these types."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        marks = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        marks = None
    if (
        not isinstance(marks, list)
        or [type(mark) for mark in marks] != list(kinds)
        or not all(_is_storable(mark) for mark in marks)
    ):
        raise not_a_cursor()
    return marks


def not_a_cursor() -> InvalidRequest:
    """Return the refusal of a cursor that no page of this list gave."""
    entry = {"pointer": "query:cursor", "code": "cursor", "detail": "not a cursor of this list"}
    return InvalidRequest(errors=[entry])


def _is_storable(mark: str | int) -> bool:
    """Say whether a database could hold it: no lone surrogate, no number beyond 64 bits."""
    if isinstance(mark, int):
        return -(2**63) <= mark < 2**63
    return not any("\ud800" <= character <= "\udfff" for character in mark)
