"""The calendars shipped as data: valid, consistent, and day for day what was announced."""

import json
from datetime import date
from pathlib import Path

import pytest

from shared.working_calendar import WorkingCalendar, YearStatus, is_provisional, shifts_of

DATA = Path(__file__).parents[4] / "services/auth/calendars/data"
FILES = sorted(DATA.glob("*.json"))

# Written as the notices read, apart from the data file, so that one checks the other.
WEEKDAYS_OFF = {
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
    2027: "1/1 16/4 30/4 3/5 2/9 24/11",
}
WEEKEND_DAYS_WORKED = {2025: "26/4", 2026: "10/1 22/8", 2027: ""}


def load(file: Path) -> WorkingCalendar:
    return WorkingCalendar.model_validate(json.loads(file.read_text("utf-8"))["calendar"])


@pytest.fixture
def hue() -> WorkingCalendar:
    return load(DATA / "hue.json")


def dates(year: int, text: str) -> list[date]:
    pairs = (part.split("/") for part in text.split())
    return [date(year, int(month), int(day)) for day, month in pairs]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_a_named_calendar_that_survives_storage(file):
    document = json.loads(file.read_text("utf-8"))
    assert document["id"] == file.stem
    assert document["name"]
    calendar = load(file)
    assert WorkingCalendar.model_validate(calendar.model_dump(mode="json")) == calendar


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_days_off_are_weekdays_makeup_days_weekends_and_all_are_explained(file):
    calendar = load(file)
    assert [day for day in calendar.days_off if day.isoweekday() in calendar.weekend] == []
    assert [day for day in calendar.makeup_days if day.isoweekday() not in calendar.weekend] == []
    for noted in (calendar.days_off, calendar.makeup_days):
        assert list(noted) == sorted(noted)
        for day, note in noted.items():
            assert note.label, day
            assert note.source, day
            assert day.year in calendar.years


@pytest.mark.parametrize("year", sorted(WEEKDAYS_OFF))
def test_days_are_those_announced_and_no_others(hue, year):
    assert [day for day in hue.days_off if day.year == year] == dates(year, WEEKDAYS_OFF[year])
    worked = [day for day in hue.makeup_days if day.year == year]
    assert worked == dates(year, WEEKEND_DAYS_WORKED[year])


@pytest.mark.parametrize("year", sorted(WEEKDAYS_OFF))
def test_each_fixed_statutory_day_is_off_or_made_good_on_the_next_weekday(hue, year):
    fixed = ["1/1", "30/4", "1/5", "2/9"] + (["24/11"] if year >= 2026 else [])
    for day in dates(year, " ".join(fixed)):
        off = day
        while off.isoweekday() in hue.weekend:
            off = date.fromordinal(off.toordinal() + 1)
        assert off in hue.days_off


def test_each_makeup_day_is_paid_for_by_a_day_off_that_names_it(hue):
    for worked in hue.makeup_days:
        named = f"làm bù thứ Bảy {worked.day}/{worked.month}/{worked.year}"
        paid = [day for day, note in hue.days_off.items() if note.label.endswith(named)]
        assert len(paid) == 1
        assert hue.makeup_days[worked].label.endswith(
            f"{paid[0].day}/{paid[0].month}/{paid[0].year}"
        )


def test_only_years_with_a_notice_are_confirmed(hue):
    assert {year: note.status for year, note in hue.years.items()} == {
        2025: YearStatus.CONFIRMED,
        2026: YearStatus.CONFIRMED,
        2027: YearStatus.PROVISIONAL,
    }
    assert [is_provisional(hue, date(year, 6, 1)) for year in (2024, 2026, 2027, 2028)] == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 31), "07:30-11:30 13:00-17:00"),
        (date(2026, 4, 1), "07:30-11:30 13:30-17:30"),
        (date(2026, 9, 30), "07:30-11:30 13:30-17:30"),
        (date(2026, 10, 1), "07:30-11:30 13:00-17:00"),
        (date(2027, 1, 1), "07:30-11:30 13:00-17:00"),
    ],
)
def test_hours_follow_the_seasons(hue, day, hours):
    shifts = shifts_of(hue, day)
    assert " ".join(f"{shift.opens:%H:%M}-{shift.closes:%H:%M}" for shift in shifts) == hours
