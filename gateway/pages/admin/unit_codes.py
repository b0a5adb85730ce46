"""Agency codes as lines of text: a code, and the days it counts if they are known."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import ValidationError

from shared.contracts.auth.directory import UnitCode

_FORMATS = ("%d/%m/%Y", "%Y-%m-%d")


def codes_text(codes: Sequence[UnitCode]) -> str:
    """Return codes as a form shows them, one to a line; an open beginning is a hyphen."""
    return "\n".join(_line(code) for code in codes)


def read_codes(text: str) -> list[UnitCode] | None:
    """Return the codes of a form, None when a line cannot be read."""
    codes = []
    for line in text.splitlines():
        if not line.strip():
            continue
        code, *days = line.split()
        try:
            first, last = [_day(day) for day in (*days, "-", "-")][:2]
            codes.append(UnitCode(code=code.upper(), valid_from=first, valid_to=last))
        except (ValueError, ValidationError):
            return None
        if len(days) > 2:
            return None
    return codes


def _line(code: UnitCode) -> str:
    days = [day.strftime("%d/%m/%Y") if day else "-" for day in (code.valid_from, code.valid_to)]
    while days and days[-1] == "-":
        days.pop()
    return " ".join([code.code, *days])


def _day(text: str) -> date | None:
    if text == "-":
        return None
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)
