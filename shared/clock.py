"""The present moment, in one place so that tests and `--as-of` runs can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC, whole milliseconds (what MongoDB keeps)."""
    moment = _fixed.get() or datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def local_day(moment: datetime) -> date:
    """Return the calendar day of an aware moment in Asia/Ho_Chi_Minh."""
    return moment.astimezone(HO_CHI_MINH).date()


def today() -> date:
    """Return the present calendar day in Asia/Ho_Chi_Minh."""
    return local_day(now())


def day_start(day: date) -> datetime:
    """Return when a calendar day begins in Asia/Ho_Chi_Minh."""
    return datetime(day.year, day.month, day.day, tzinfo=HO_CHI_MINH)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` return this aware moment inside the block, for this task and its children."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
