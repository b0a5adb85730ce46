"""Days of a year as lines of text, as a notice lists them: `16/02 Tết Nguyên đán | Thông báo 1`.

The part behind the bar says where a day comes from; without it the source of the year counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.text import nfc
from shared.working_calendar import DayNote

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class UnreadableLine(Exception):
    """A line that names no day of the year; counted from 1."""

    line: int


def days_text(days: Mapping[date, DayNote], year: int, source: str) -> str:
    """Return the days of a year as a form shows them."""
    return "\n".join(
        f"{day:%d/%m} {note.label}" + (f" | {note.source}" if note.source != source else "")
        for day, note in sorted(days.items())
        if day.year == year
    )


def read_days(text: str, year: int, source: str) -> dict[date, DayNote]:
    """Return the days a form lists; raises `UnreadableLine`. A day named twice is one fault."""
    days: dict[date, DayNote] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said, _, origin = nfc(line).partition("|")
        words = said.split()
        if not words:
            continue
        day = _day(words[0], year)
        label = " ".join(words[1:])
        if day is None or day in days or not label or len(line) > _LONGEST:
            raise UnreadableLine(number)
        days[day] = DayNote(label=label, source=" ".join(origin.split()) or source)
    return days


def _day(text: str, year: int) -> date | None:
    parts = text.strip(",.:;").replace("-", "/").split("/")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 2:
            numbers.append(year)
        day, month, of_year = numbers
        found = date(of_year, month, day)
    except ValueError:
        return None
    return found if found.year == year else None
