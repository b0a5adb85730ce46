"""Percentiles, ages and calendar periods, worked out by hand."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.qa.figures import facts, model
from services.qa.figures.queries import Part, Stretch
from services.qa.units.queries import last_year

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


@given(st.lists(st.integers(0, 300), min_size=1), st.sampled_from([0.5, 0.9]))
def test_percentile_is_the_nearest_rank(hours, share):
    found = facts.percentile(Counter(hours), share)
    within = sum(hour <= found for hour in hours)
    assert found in hours
    assert within >= share * len(hours)
    assert sum(hour < found for hour in hours) < share * len(hours)


def test_no_percentile_of_nothing():
    assert facts.percentile({}, 0.5) is None


def test_overdue_from_the_minute_after():
    counts = {facts.due_tag(NOON): 3, "open": 3}
    assert facts.overdue(counts, NOON) == 0
    assert facts.overdue(counts, NOON + timedelta(minutes=1)) == 3


def test_every_status_is_counted_once_as_received():
    for status in ("submitted", "answered", "closed", "recalled", "merged", "returned"):
        row = {"status": status, "asked_at": NOON, "due_at": NOON}
        row["answer"] = {"answered_at": NOON, "answered_in_seconds": 1}
        assert facts.tags(row).count("received") == 1
    assert facts.tags({"status": "closed", "due_at": NOON}) == ["received"]


@pytest.mark.parametrize(
    ("seconds", "tag"), [(0, "hours0"), (1, "hours1"), (3600, "hours1"), (3601, "hours2")]
)
def test_working_time_is_rounded_up(seconds, tag):
    answer = {"answered_at": NOON, "answered_in_seconds": seconds}
    assert tag in facts.tags({"status": "answered", "due_at": NOON, "answer": answer})


def test_backlog_takes_young_months_by_days_and_old_ones_whole():
    today, old = date(2026, 11, 20), date(2026, 8, 1)
    counts = {"open": 1}
    parts = [
        Part("x", date(2026, 11, 1), True, {"open": 2}),
        Part("x", today, False, counts), Part("x", date(2026, 11, 10), False, counts),
        Part("x", old, True, {"open": 4}),
        Part("x", old, False, counts),
    ]  # fmt: skip
    bands = model.backlog(parts, lambda day: (today - day).days, NOON, today)
    assert [band.open for band in bands] == [1, 1, 0, 4]


def test_periods_are_cut_to_the_stretch():
    found = model.periods("half_year", date(2025, 11, 20), date(2026, 7, 3))
    assert found == {
        "2025-H2": Stretch(date(2025, 11, 20), date(2025, 12, 31)),
        "2026-H1": Stretch(date(2026, 1, 1), date(2026, 6, 30)),
        "2026-H2": Stretch(date(2026, 7, 1), date(2026, 7, 3)),
    }


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_periods_hold_every_day_once(first, days):
    last = first + timedelta(days=days)
    for by in ("month", "half_year", "year"):
        stretches = list(model.periods(by, first, last).values())
        assert sum((one.end - one.start).days + 1 for one in stretches) == days + 1
        assert (stretches[0].start, stretches[-1].end) == (first, last)


def test_the_last_twelve_months():
    assert last_year(date(2026, 11, 22)) == Stretch(date(2025, 12, 1), date(2026, 11, 22))
    assert last_year(date(2026, 12, 1)).start == date(2026, 1, 1)
