"""What a calendar refuses, and how it answers for a date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from shared.working_calendar import (
    MAX_WORKING_DAYS,
    Season,
    Shift,
    WorkingCalendar,
    add_working_days,
    is_provisional,
    is_working_day,
    local_day,
    local_time,
    shifts_of,
)
from tests.shared.working_calendars import (
    PLAIN,
    SUMMER_SHIFTS,
    WINTER_SHIFTS,
    make_calendar,
    note,
)

SATURDAY, MONDAY = date(2026, 6, 6), date(2026, 6, 8)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"timezone": "Asia/Hue"}, "IANA"),
        ({"timezone": "Asia"}, "IANA"),
        ({"timezone": "../etc/passwd"}, "IANA"),
        ({"weekend": (1, 2, 3, 4, 5, 6, 7)}, "a week needs a working day"),
        ({"weekend": (8,)}, "less than or equal to 7"),
        ({"makeup_days": {MONDAY: note("làm bù")}}, "lies on a weekend"),
        (
            {"makeup_days": {SATURDAY: note("làm bù")}, "days_off": {SATURDAY: note("nghỉ")}},
            "both off and worked",
        ),
        ({"days_off": {"2026-02-30": note("nghỉ")}}, "date"),
        ({"seasons": ()}, "at least 1"),
        ({"holidays": {}}, "Extra"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(change, complaint):
    with pytest.raises(ValidationError, match=complaint):
        WorkingCalendar.model_validate({**dict(PLAIN), **change})


def test_shifts_and_seasons_are_in_order():
    morning, afternoon = WINTER_SHIFTS
    with pytest.raises(ValidationError, match="closes after"):
        Shift(opens=time(12), closes=time(12))
    with pytest.raises(ValidationError, match="no offset"):
        Shift(opens=time(7, tzinfo=UTC), closes=time(12, tzinfo=UTC))
    with pytest.raises(ValidationError, match="overlap"):
        Season(starts="01-01", shifts=(afternoon, morning))
    for wrong in ("02-30", "13-01", "1-1"):
        with pytest.raises(ValidationError):
            Season(starts=wrong, shifts=WINTER_SHIFTS)
    april, october = (Season(starts=day, shifts=WINTER_SHIFTS) for day in ("04-01", "10-01"))
    for wrong in ((october, april), (april, april)):
        with pytest.raises(ValidationError, match="order of the year"):
            make_calendar(seasons=wrong)


def test_seasons_go_round_the_year():
    calendar = make_calendar(
        seasons=(
            Season(starts="04-01", shifts=SUMMER_SHIFTS),
            Season(starts="10-01", shifts=WINTER_SHIFTS),
        )
    )
    assert shifts_of(calendar, date(2026, 1, 1)) == WINTER_SHIFTS
    assert shifts_of(calendar, date(2028, 2, 29)) == WINTER_SHIFTS
    assert shifts_of(calendar, date(2026, 4, 1)) == SUMMER_SHIFTS
    assert shifts_of(calendar, date(2026, 12, 31)) == WINTER_SHIFTS


def test_days_off_and_makeup_days_decide_before_the_weekend():
    calendar = make_calendar({MONDAY: note("nghỉ")}, {SATURDAY: note("làm bù")})
    assert is_working_day(calendar, SATURDAY)
    assert not is_working_day(calendar, MONDAY)
    assert not is_working_day(PLAIN, SATURDAY)
    assert is_working_day(PLAIN, MONDAY)
    six_days = PLAIN.model_copy(update={"weekend": (7,)})
    assert is_working_day(six_days, SATURDAY)


def test_a_year_without_a_notice_is_provisional():
    assert not is_provisional(PLAIN, date(2026, 12, 31))
    assert is_provisional(PLAIN, date(2027, 1, 1))


def test_a_date_changes_at_local_midnight():
    midnight = datetime(2026, 6, 7, 17, tzinfo=UTC)
    assert local_day(PLAIN, midnight) == MONDAY
    assert local_day(PLAIN, midnight - timedelta(microseconds=1)) == date(2026, 6, 7)
    with pytest.raises(ValueError, match="time zone"):
        local_time(PLAIN, datetime(2026, 6, 8))  # noqa: DTZ001 - naive is what is refused


def test_counting_days_by_hand():
    assert add_working_days(PLAIN, SATURDAY, 1) == MONDAY
    assert add_working_days(PLAIN, MONDAY, -1) == date(2026, 6, 5)
    assert add_working_days(PLAIN, SATURDAY, 0) == SATURDAY
    with pytest.raises(ValueError, match="working days"):
        add_working_days(PLAIN, MONDAY, MAX_WORKING_DAYS + 1)
