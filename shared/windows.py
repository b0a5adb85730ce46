"""Marks, and the windows of time in which a list ordered by them is read (`shared.marks`)."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from shared.clock import now
from shared.ids import first_id, id_moment

Bounds = tuple[str, str]

BEFORE_ALL, AFTER_ALL = "", "~"
_MOMENT = re.compile(r"(?:19|2\d)\d\d[0-9]{13}-", re.ASCII)
FIRST, _FARTHEST = timedelta(hours=3), timedelta(days=1_200)
_EMPTY_SO_WIDER, _NARROWEST, _WIDEST, _MORE_THAN_MISSING = 8, 0.25, 32, 1.1
_BACKLOG = (timedelta(days=190), timedelta(days=24), timedelta(days=3), timedelta(hours=9))
_NEXT_IDS, _ONE_MARK = timedelta(minutes=10), timedelta(milliseconds=1)


def mark(moment: datetime, row_id: str = "") -> str:
    """Return the mark of a row; without an id, a bound before every row of that moment."""
    utc = moment.astimezone(UTC)
    day = f"{utc.year:04}{utc.month:02}{utc.day:02}"  # strftime takes three times as long
    time = f"{utc.hour:02}{utc.minute:02}{utc.second:02}{utc.microsecond // 1000:03}"
    return f"{day}{time}-{row_id}"


def moment_of(row_mark: str) -> datetime:
    """Return the moment of a mark, to the millisecond; raises `ValueError` for another text."""
    if not _MOMENT.match(row_mark):
        raise ValueError("not a mark")
    return datetime.strptime(f"{row_mark[:17]}000", "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)


def row_id_of(row_mark: str) -> str:
    """Return the id of the row that a mark is of."""
    return row_mark.partition("-")[2]


class Pace:
    """How wide the first window is, and the next one by what the last one held."""

    def __init__(self, first: timedelta = FIRST) -> None:
        self.first = first
        self._found, self._missing = 0, 0

    def note(self, found: int, missing: int) -> None:
        """Note how many rows a window held and how many are still wanted."""
        self._found, self._missing = found, missing

    def after(self, width: timedelta) -> timedelta:
        """Return the width of the window behind one of this width."""
        if not self._found:
            return width * _EMPTY_SO_WIDER
        wanted = _MORE_THAN_MISSING * self._missing / self._found
        return width * min(max(wanted, _NARROWEST), _WIDEST)


def behind(row_mark: str, *, newest_first: bool) -> str:
    """Return an edge right behind a row: no other row's mark lies between them."""
    if newest_first:
        return f"{row_mark[:-1]}{chr(ord(row_mark[-1]) - 1)}~"
    return f"{row_mark}~"


def downwards(before: str, pace: Pace) -> Iterator[Bounds]:
    """Yield windows from the newest mark back; the first one holds what lies ahead of now too."""
    start, edge = now(), before
    if before <= mark(start):
        start = moment_of(before)
    # No row's mark equals an edge, which has no whole id: windows meet without a gap.
    for reach in _reaches(pace):
        low = mark(start - reach)
        yield low, edge
        edge = low
    yield BEFORE_ALL, edge


def upwards(after: str, pace: Pace, *, crowded: bool = False) -> Iterator[Bounds]:
    """Yield windows from the oldest mark on; without a bound, ever narrower ones until now.

    Where moments are `crowded`, one that was read in part is read on in windows of its own.
    """
    start, edge = now(), after
    if after == BEFORE_ALL:
        edges = [after, *(mark(start - width) for width in _BACKLOG), mark(start)]
        yield from pairwise(edges)
        edge = edges[-1]
    else:
        start = moment_of(after)
        if crowded and not after.endswith("-"):
            yield from _rest_of_moment(after, pace)
            start += _ONE_MARK
            edge = mark(start)
    for reach in _reaches(pace):
        high = mark(start + reach)
        yield edge, high
        edge = high
    yield edge, AFTER_ALL


def _rest_of_moment(after: str, pace: Pace) -> Iterator[Bounds]:
    """Yield windows through the rows of one moment, by the time at which their ids were made."""
    moment, edge, width = moment_of(after), after, _NEXT_IDS
    made_at = id_moment(row_id_of(after)) or moment
    while moment - made_at > width:
        made_at += width
        high = mark(moment, first_id(made_at))
        yield edge, high
        edge, width = high, pace.after(width)
    yield edge, mark(moment + _ONE_MARK)


def _reaches(pace: Pace) -> Iterator[timedelta]:
    """Yield how far each window ends from where the first one begins."""
    width = reach = pace.first
    while reach < _FARTHEST:
        yield reach
        width = pace.after(width)
        reach += width


def clipped(windows: Iterable[Bounds], after: str, before: str) -> Iterator[Bounds]:
    """Yield what of adjoining windows lies between two marks, and end with the last that does."""
    is_within = False
    for low, high in windows:
        if high > after and low < before:
            is_within = True
            yield max(low, after), min(high, before)
        elif is_within:
            return
