"""How many working days a row has left: over weekends, on the day itself, and since it was due."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from services.qa.queue.waiting import days_between
from tests.services.qa.directory import calendar

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = calendar().calendar
FRIDAY_MORNING = datetime(2026, 11, 20, 9, tzinfo=HUE)


@pytest.mark.parametrize(
    ("due_at", "left"),
    [
        (datetime(2026, 11, 20, 17, tzinfo=HUE), 0),
        (datetime(2026, 11, 20, 8, tzinfo=HUE), -1),
        (datetime(2026, 11, 23, 17, tzinfo=HUE), 1),
        (datetime(2026, 11, 25, 17, tzinfo=HUE), 2),  # the 24th is a day off
        (datetime(2026, 11, 19, 17, tzinfo=HUE), -1),
        (datetime(2026, 11, 13, 17, tzinfo=HUE), -5),
    ],
)
def test_days_left(due_at: datetime, left: int) -> None:
    assert days_between(CALENDAR, FRIDAY_MORNING, due_at) == left


def test_what_was_due_before_a_weekend_is_late_by_a_day_on_it() -> None:
    saturday = datetime(2026, 11, 21, 9, tzinfo=HUE)
    assert days_between(CALENDAR, saturday, datetime(2026, 11, 20, 17, tzinfo=HUE)) == -1
