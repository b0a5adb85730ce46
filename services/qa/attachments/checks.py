"""What a file really is, and whether it is taken: decided by its content, never by its name.

Pictures are made anew from their pixels; documents are taken as they are when nothing in them
acts by itself. Pure and heavy: call it in a thread.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.qa.attachments.problems import FileRefused

_STEP = 128 * 1024
_OVERLAP = 256


class Reason(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE_CONTENT = "active_content"
    """Macros, scripts, programs, embedded files or links that are followed by themselves."""
    TOO_LARGE_INSIDE = "too_large_inside"
    """It unpacks to far more than it is."""
    TWO_KINDS = "two_kinds"
    """It reads as two kinds of file at once."""
    HARMFUL = "harmful"


@dataclass(frozen=True)
class Checked:
    """A file that is taken, as it will be kept; `kind` is its ending."""

    kind: str
    data: bytes


def refusal(reason: Reason, detail: str, **extra: Any) -> FileRefused:  # noqa: ANN401 - JSON
    """Return the refusal of a file."""
    return FileRefused(detail, reason=reason.value, **extra)


def matches_in(pattern: re.Pattern[bytes], data: bytes | bytearray) -> Iterator[re.Match[bytes]]:
    """Yield where a short expression is found, in steps: a search lets no other thread run.

    What it finds is shorter than the steps overlap.
    """
    for begin in range(0, len(data), _STEP):
        for found in pattern.finditer(data, begin, begin + _STEP + _OVERLAP):
            if found.start() >= begin + _STEP:
                break
            yield found


def kind_of(data: bytes) -> str:
    """Return which kind of file it claims to be by its first bytes; raises `FileRefused`."""
    if not data:
        raise refusal(Reason.EMPTY, "The file is empty.")
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "package"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        detail = "Old office files and encrypted ones are not accepted."
        raise refusal(Reason.ENCRYPTED, detail)
    raise refusal(Reason.UNKNOWN_TYPE, "Only JPG, PNG, PDF, DOCX and XLSX files are accepted.")
