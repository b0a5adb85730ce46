"""Time inside working hours: by hand, against a minute-by-minute count, and as a round trip."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.pauses import Pause
from shared.working_calendar import is_working_day, local_time, shifts_of
from shared.working_hours import (
    add_running_time,
    add_working_time,
    next_working_moment,
    opening_after,
    running_seconds_between,
    working_seconds_between,
)
from tests.shared.working_calendars import PLAIN, VIETNAM, calendars, moments

HOUR = 3600
minutes = st.integers(1, 6000).map(lambda number: timedelta(minutes=number))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-06-01T07:30", "2026-06-01T17:00", 8),  # Monday, lunch left out
        ("2026-06-01T10:30", "2026-06-01T13:30", 1.5),
        ("2026-06-01T11:30", "2026-06-01T13:00", 0),
        ("2026-06-01T16:00", "2026-06-02T08:30", 2),
        ("2026-06-05T16:00", "2026-06-08T08:30", 2),  # over a weekend
        ("2026-06-06T08:00", "2026-06-07T20:00", 0),
        ("2026-06-01T00:00", "2026-06-08T00:00", 40),
        ("2026-06-02T08:30", "2026-06-01T16:00", -2),
    ],
)
def test_hours_by_hand(start, end, hours):
    assert working_seconds_between(PLAIN, at(start), at(end)) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-06-01T07:30", 8, "2026-06-01T17:00"),
        ("2026-06-01T07:30", 4, "2026-06-01T11:30"),
        ("2026-06-01T07:30", 4.5, "2026-06-01T13:30"),
        ("2026-06-05T16:00", 2, "2026-06-08T08:30"),
        ("2026-06-06T03:00", 1, "2026-06-08T08:30"),
        ("2026-06-08T08:30", -2, "2026-06-05T16:00"),
        ("2026-06-08T11:30", -4, "2026-06-08T07:30"),
        ("2026-06-07T03:00", 0, "2026-06-07T03:00"),
    ],
)
def test_counting_on_by_hand(start, hours, expected):
    found = add_working_time(PLAIN, at(start), timedelta(hours=hours))
    assert found == at(expected)
    assert found.tzinfo is UTC


@settings(max_examples=25)
@given(calendars(), moments, st.integers(0, 10_000))
def test_it_equals_counting_every_minute(calendar, start, length):
    step = timedelta(minutes=1)
    worked = 0
    for number in range(length):
        moment = local_time(calendar, start + number * step)
        worked += is_working_day(calendar, moment.date()) and any(
            shift.opens <= moment.time() < shift.closes
            for shift in shifts_of(calendar, moment.date())
        )
    assert working_seconds_between(calendar, start, start + length * step) == worked * 60


@given(calendars(), moments, moments, moments)
def test_stretches_add_up(calendar, a, b, c):
    parts = working_seconds_between(calendar, a, b) + working_seconds_between(calendar, b, c)
    assert parts == working_seconds_between(calendar, a, c)


@given(calendars(), moments, minutes, st.booleans())
def test_counting_on_is_the_reverse_of_measuring(calendar, start, amount, back):
    amount = -amount if back else amount
    end = add_working_time(calendar, start, amount)
    assert working_seconds_between(calendar, start, end) == amount.total_seconds()
    nearer = end + timedelta(microseconds=1 if back else -1)
    assert abs(working_seconds_between(calendar, start, nearer)) < abs(amount.total_seconds())


def test_what_makes_no_sense_is_refused():
    naive = datetime.combine(at("2026-06-01T07:30").date(), time())
    with pytest.raises(ValueError, match="time zone"):
        working_seconds_between(PLAIN, naive, at("2026-06-01T07:30"))
    with pytest.raises(ValueError, match="time zone"):
        add_working_time(PLAIN, naive, timedelta())
    with pytest.raises(ValueError, match="working time"):
        add_working_time(PLAIN, at("2026-06-01T07:30"), timedelta(days=2001))


@given(
    calendar=calendars(),
    start=moments,
    amount=minutes,
    breaks=st.lists(minutes, min_size=2, max_size=2),
)
def test_running_time_leaves_pauses_out_and_its_reverse_measures_it(
    calendar, start, amount, breaks
):
    pause = Pause(starts=start + breaks[0], ends=start + breaks[0] + breaks[1])
    reached = add_running_time(calendar, start, amount, [pause])
    assert running_seconds_between(calendar, start, reached, [pause]) == amount.total_seconds()
    assert reached >= add_working_time(calendar, start, amount)
    assert add_running_time(calendar, start, amount) == add_working_time(calendar, start, amount)
    if reached > pause.starts:
        assert reached >= pause.ends


@given(calendar=calendars(), moment=moments)
def test_the_next_working_moment_is_worked_and_never_earlier(calendar, moment):
    found = next_working_moment(calendar, moment)
    local = local_time(calendar, found)
    shifts = shifts_of(calendar, local.date())
    assert found >= moment
    assert is_working_day(calendar, local.date())
    assert shifts[0].opens <= local.time() < shifts[-1].closes
    assert next_working_moment(calendar, found) == found


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-01T06:00", "2026-06-01T07:30"),
        ("2026-06-01T07:30", "2026-06-01T13:00"),  # after, not at
        ("2026-06-01T12:00", "2026-06-01T13:00"),
        ("2026-06-05T17:00", "2026-06-08T07:30"),
    ],
)
def test_openings_by_hand(moment, expected):
    assert opening_after(PLAIN, at(moment)) == at(expected)
