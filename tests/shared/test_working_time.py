"""Deadlines: examples a person can check by hand, and what must hold for any calendar."""

import time as clock
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.working_time import (
    MAX_WORKING_DAYS,
    DayKind,
    Deadline,
    Pause,
    add_working_days,
    closing_time,
    deadline,
    is_working_day,
    local_day,
    working_days_between,
)
from tests.shared.working_calendars import (
    PLAIN,
    VIETNAM,
    calendars,
    days,
    make_calendar,
    moments,
    note,
)

# Around the national holidays of 2026: 31/8–2/9 off, Saturday 22/8 worked.
NATIONAL = make_calendar(
    days_off={date(2026, 8, 31): note("Nghỉ hoán đổi"), date(2026, 9, 1): note("Quốc khánh"),
              date(2026, 9, 2): note("Quốc khánh")},
    makeup_days={date(2026, 8, 22): note("Làm bù")},
)  # fmt: skip
counts = st.integers(0, 40)


def at(text: str) -> datetime:
    """A local moment of Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def due(calendar, start: str, working_days: int, *pauses: tuple[str, str | None], **more) -> str:
    stretches = [Pause(starts=at(a), ends=at(b) if b else None) for a, b in pauses]
    found = deadline(calendar, at(start), working_days, stretches, **more)
    return found.due_at.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")


def test_the_explanation_names_each_day_and_why():
    found = deadline(NATIONAL, at("2026-08-20T09:00"), 5)
    assert [(one.day.day, one.kind, one.note, one.counted_so_far) for one in found.days] == [
        (20, DayKind.EVENT, "", 0),
        (21, DayKind.COUNTED, "", 1),
        (22, DayKind.MAKEUP, "Làm bù", 2),
        (23, DayKind.WEEKEND, "", 2),
        (24, DayKind.COUNTED, "", 3),
        (25, DayKind.COUNTED, "", 4),
        (26, DayKind.COUNTED, "", 5),
    ]
    assert found.days[2].source == "Thông báo"
    assert found.due_at == datetime(2026, 8, 26, 10, tzinfo=UTC)
    assert Deadline.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("start", "working_days", "expected"),
    [
        ("2026-06-01T09:00", 1, "2026-06-02 17:00"),
        ("2026-06-05T09:00", 1, "2026-06-08 17:00"),  # Friday: Monday
        ("2026-06-06T09:00", 1, "2026-06-08 17:00"),  # Saturday: Monday is the first day
        ("2026-06-01T23:59", 1, "2026-06-02 17:00"),  # still Monday in Vietnam
        ("2026-06-02T00:00", 1, "2026-06-03 17:00"),  # local midnight begins Tuesday
        ("2025-12-31T16:00", 2, "2026-01-02 17:00"),  # a year ends
        ("2026-08-28T09:00", 1, "2026-09-03 17:00"),  # past three days off
        ("2026-06-01T09:00", 0, "2026-06-01 17:00"),  # zero days: the same day
        ("2026-06-01T17:00", 0, "2026-06-02 17:00"),  # whose hours are over
        ("2026-06-06T09:00", 0, "2026-06-08 17:00"),  # or that is not worked
    ],
)
def test_due_at(start, working_days, expected):
    assert due(NATIONAL, start, working_days) == expected


def test_the_same_instant_written_in_another_zone_gives_the_same_deadline():
    start = at("2026-06-01T00:30")
    for zone in (UTC, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")):
        assert deadline(NATIONAL, start.astimezone(zone), 3) == deadline(NATIONAL, start, 3)


def test_closing_follows_the_summer_time_of_a_zone_that_has_it():
    paris = PLAIN.model_copy(update={"timezone": "Europe/Paris"})
    assert closing_time(paris, date(2026, 3, 27)).hour == 16
    assert closing_time(paris, date(2026, 3, 30)).hour == 15


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (("2026-06-02T09:00", "2026-06-05T09:00"), "2026-06-09 17:00"),  # three days
        (("2026-06-02T08:00", "2026-06-02T16:59"), "2026-06-04 17:00"),  # within hours: none
        (("2026-06-02T08:00", "2026-06-02T17:00"), "2026-06-05 17:00"),  # the whole afternoon
        (("2026-06-02T17:00", "2026-06-03T07:00"), "2026-06-04 17:00"),  # overnight: none
        (("2026-06-04T16:00", "2026-06-05T20:00"), "2026-06-08 17:00"),  # resumed after hours
        (("2026-06-05T18:00", "2026-06-07T18:00"), "2026-06-04 17:00"),  # after it was due
        (("2026-06-04T16:00", "2026-06-07T18:00"), "2026-06-08 17:00"),  # over a weekend
        (("2026-05-20T09:00", "2026-05-25T09:00"), "2026-06-04 17:00"),  # before it began
    ],
)
def test_a_pause_shifts_by_the_closings_it_covers(pause, expected):
    assert due(PLAIN, "2026-06-01T09:00", 3, pause) == expected


def test_paused_days_are_told_with_their_reason():
    pause = Pause(starts=at("2026-06-04T09:00"), ends=at("2026-06-09T09:00"), note="chờ bổ sung")
    found = deadline(PLAIN, at("2026-06-03T09:00"), 1, [pause])
    assert [one.kind for one in found.days] == [
        DayKind.EVENT, DayKind.PAUSED, DayKind.PAUSED, DayKind.WEEKEND, DayKind.WEEKEND,
        DayKind.PAUSED, DayKind.COUNTED,
    ]  # fmt: skip
    assert found.days[1].note == "chờ bổ sung"
    assert not found.paused


def test_an_open_pause_projects_from_its_start_or_from_as_of():
    asked = Pause(starts=at("2026-06-02T09:00"))
    start = at("2026-06-01T09:00")
    earliest = deadline(PLAIN, start, 3, [asked])
    assert earliest.paused
    assert earliest.due_at == deadline(PLAIN, start, 3).due_at
    later = deadline(PLAIN, start, 3, [asked], as_of=at("2026-06-04T20:00"))
    assert later.paused
    resumed = asked.model_copy(update={"ends": at("2026-06-04T20:00")})
    assert later.due_at == deadline(PLAIN, start, 3, [resumed]).due_at
    assert not deadline(PLAIN, start, 3, [asked], as_of=at("2026-06-01T10:00")).paused


def test_zero_days_wait_for_a_pause_too():
    asked = ("2026-06-01T10:00", "2026-06-02T10:00")
    assert due(PLAIN, "2026-06-01T09:00", 0, asked) == "2026-06-02 17:00"


def test_a_deadline_is_provisional_when_a_day_it_counts_is():
    assert not deadline(NATIONAL, at("2026-12-30T09:00"), 1).provisional
    assert deadline(NATIONAL, at("2026-12-30T09:00"), 2).provisional
    assert not deadline(NATIONAL, at("2024-12-31T09:00"), 1).provisional


def test_what_makes_no_sense_is_refused():
    start = at("2026-06-01T09:00")
    for days_given, extension in ((-1, 0), (5, -1), (MAX_WORKING_DAYS, 1)):
        with pytest.raises(ValueError, match="working days"):
            deadline(PLAIN, start, days_given, extension_days=extension)
    with pytest.raises(ValueError, match="time zone"):
        deadline(PLAIN, start.replace(tzinfo=None), 1)
    with pytest.raises(ValueError, match="timezone"):
        Pause(starts=start.replace(tzinfo=None))
    with pytest.raises(ValueError, match="ends after"):
        Pause(starts=start, ends=start - timedelta(seconds=1))


@given(calendars(), moments, counts)
def test_it_is_due_at_the_close_of_the_last_of_that_many_working_days(calendar, start, count):
    found = deadline(calendar, start, count)
    first, last = local_day(calendar, start), found.days[-1].day
    assert found.due_at == closing_time(calendar, last)
    assert is_working_day(calendar, last)
    assert working_days_between(calendar, first, last) == count or count == 0
    assert [one.day for one in found.days] == [
        first + timedelta(days=step) for step in range((last - first).days + 1)
    ]
    used = {DayKind.COUNTED, DayKind.MAKEUP}
    assert sum(one.kind in used for one in found.days) == found.days[-1].counted_so_far


@given(calendars(), moments, counts, st.sets(days, max_size=5))
def test_days_off_lengthen_and_never_shorten(calendar, start, count, more):
    added = {day: note("thêm") for day in more - set(calendar.makeup_days)}
    longer = calendar.model_copy(update={"days_off": {**calendar.days_off, **added}})
    before, after = deadline(calendar, start, count), deadline(longer, start, count)
    assert after.due_at >= before.due_at
    hit = any(is_working_day(calendar, one.day) and one.day in added for one in before.days[1:])
    assert (after.due_at > before.due_at) == hit or count == 0


@given(calendars(), moments, counts, days)
def test_a_makeup_day_counts_and_never_lengthens(calendar, start, count, day):
    assume(day.isoweekday() > 5 and day not in calendar.days_off)
    worked = {**calendar.makeup_days, day: note("làm bù")}
    shorter = calendar.model_copy(update={"makeup_days": worked})
    found = deadline(shorter, start, count)
    assert found.due_at <= deadline(calendar, start, count).due_at
    assert all(one.kind is DayKind.MAKEUP for one in found.days[1:] if one.day == day)


@given(calendars(), moments, counts, moments, moments)
def test_pause_and_resume_are_a_shift_by_whole_working_days(calendar, start, count, one, other):
    pause = Pause(starts=min(one, other), ends=max(one, other))
    found = deadline(calendar, start, count, [pause])
    shift = sum(explained.kind is DayKind.PAUSED for explained in found.days)
    if count:
        assert found.due_at == deadline(calendar, start, count, extension_days=shift).due_at
    assert not pause.starts < found.due_at <= pause.ends


@given(calendars(), moments, counts, st.lists(moments, min_size=3, max_size=3))
def test_a_pause_cut_in_two_is_the_same_pause(calendar, start, count, cuts):
    a, b, c = sorted(cuts)
    whole = deadline(calendar, start, count, [Pause(starts=a, ends=c)])
    halves = [Pause(starts=b, ends=c), Pause(starts=a, ends=b)]
    assert deadline(calendar, start, count, halves) == whole
    assert deadline(calendar, start, count, [*halves, *halves]) == whole


@given(calendars(), moments, counts, st.integers(0, 20))
def test_recomputing_is_idempotent_and_extensions_add_up(calendar, start, count, more):
    found = deadline(calendar, start, count, extension_days=more)
    assert deadline(calendar, start, count, extension_days=more) == found
    assert deadline(calendar, start, count + more) == found
    assert found.due_at >= deadline(calendar, start, count).due_at


@given(calendars(), st.tuples(moments, moments), counts)
def test_who_comes_earlier_is_due_no_later(calendar, starts, count):
    early, late = sorted(starts)
    assert deadline(calendar, early, count).due_at <= deadline(calendar, late, count).due_at


@given(calendars(), days, st.integers(-40, 40))
def test_adding_days_and_counting_them_agree(calendar, day, count):
    end = add_working_days(calendar, day, count)
    if count >= 0 or is_working_day(calendar, day):
        assert working_days_between(calendar, day, end) == count
    assert count == 0 or is_working_day(calendar, end)
    assert working_days_between(calendar, end, day) == -working_days_between(calendar, day, end)


def test_thousands_of_deadlines_a_second():
    begun = clock.process_time()
    for _ in range(1000):
        deadline(NATIONAL, at("2026-08-20T09:00"), 15)
    assert clock.process_time() - begun < 1, "under 1,000 a second"
