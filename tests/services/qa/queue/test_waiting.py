"""How many working days a row has left: over weekends, on the day itself, and since it was due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.qa.queue.waiting import days_between, soon_ends
from shared.working_calendar import add_working_days, closing_time, is_working_day
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


@pytest.mark.parametrize("working_days", [0, 1, 3])
@pytest.mark.parametrize("later", range(9))
def test_whatever_is_due_soon_is_due_before_its_end(later: int, working_days: int) -> None:
    at = FRIDAY_MORNING + timedelta(days=later)
    days = (at.date() + timedelta(days=number) for number in range(30))
    soon = [
        closing_time(CALENDAR, day)
        for day in days
        if is_working_day(CALENDAR, day)
        and closing_time(CALENDAR, add_working_days(CALENDAR, day, -working_days)) <= at
    ]
    ends = soon_ends(CALENDAR, at, working_days)
    assert all(due_at < ends for due_at in soon)
    assert len(soon) in {working_days, working_days - 1}
