"""When the steps of a ladder fall."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import services.qa.escalations
from services.qa.escalations.model import (
    Climbing,
    Ladder,
    LadderStep,
    PlannedStep,
    plan,
    split,
)
from shared.working_time import deadline
from tests.services.qa.directory import calendar

HUE = calendar().calendar
DATA = Path(services.qa.escalations.__file__).parent / "data/ladder.json"
SHIPPED, SUPPORTS = [Ladder.model_validate(row) for row in json.loads(DATA.read_text("utf-8"))]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def test_the_shipped_ladder_on_fifteen_days():
    starts_at = moment("2026-11-02T07:30")  # a Monday
    due_at = deadline(HUE, starts_at, 15).due_at
    steps = plan(SHIPPED, HUE, starts_at, due_at)
    assert due_at == moment("2026-11-23T17:00")
    assert [(step.key, step.role, step.is_late) for step in steps] == [
        ("half", "officer", False),
        ("day_before", "officer", False),
        ("due", "head", True),
        ("coordinator", "coordinator", True),
        ("leader", "leader", True),
    ]
    assert steps[0].at == moment("2026-11-11T17:00")
    assert steps[1].at == moment("2026-11-20T17:00")
    assert steps[2].at == due_at
    assert steps[3].at == moment("2026-11-26T17:00")  # 24 November is off
    assert steps[4].at == moment("2026-12-01T17:00")


@pytest.mark.parametrize(
    ("starts_at", "days", "reminders"),
    [
        ("2026-11-02T16:00", 1, ["day_before", "half"]),
        ("2026-11-02T18:00", 1, ["half"]),
        ("2026-11-02T08:00", 0, ["half"]),
    ],
)
def test_a_reminder_before_the_start_is_left_out(starts_at, days, reminders):
    due_at = deadline(HUE, moment(starts_at), days).due_at
    keys = [step.key for step in plan(SHIPPED, HUE, moment(starts_at), due_at)]
    assert keys == [*reminders, "due", "coordinator", "leader"]


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 - made aware below
    st.integers(0, 40),
)
def test_steps_are_in_order_after_the_start_and_late_ones_not_before_due(begins, days):
    starts_at = begins.replace(tzinfo=UTC)
    due_at = deadline(HUE, starts_at, days).due_at
    steps = plan(SHIPPED, HUE, starts_at, due_at)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(step.at > starts_at for step in steps)
    assert all(step.is_late == (step.at >= due_at) for step in steps)
    assert {"due", "coordinator", "leader"} <= {step.key for step in steps}
    taken, waiting = split(steps, due_at)
    assert [*taken, *waiting] == steps
    assert all(step.at <= due_at for step in taken)


@pytest.mark.parametrize(
    "wrong", [{"share": 0}, {"share": 1}, {"working_days": 101}, {"share": 0.5, "x": 1}, {}]
)
def test_nonsense_in_a_ladder_is_refused(wrong):
    with pytest.raises(ValidationError):
        LadderStep.model_validate({"key": "a", "at": wrong, "role": "head"})


def climbing(*days: int) -> Climbing:
    """Return a clock with a step at eight o'clock on each of these days."""
    steps = [
        PlannedStep(key=f"d{day}", role="head", at=moment(f"2026-11-{day:02}T08:00"), is_late=True)
        for day in days
    ]
    clock = Climbing(id="q1", code="ABCD2345", unit="u")
    clock.start(steps)
    return clock


def keys(steps: list[PlannedStep]) -> list[str]:
    return [step.key for step in steps]


def test_a_clock_takes_what_has_fallen_to_the_millisecond():
    clock = climbing(3, 4, 9)
    falls = moment("2026-11-03T08:00")
    assert clock.next_step_at == falls
    assert clock.take_steps(falls - timedelta(milliseconds=1)) == []
    assert keys(clock.take_steps(falls)) == ["d3"]
    assert clock.take_steps(falls) == []
    assert keys(clock.take_steps(moment("2026-11-08T00:00"))) == ["d4"]
    assert (clock.next_step_at, keys(clock.steps)) == (moment("2026-11-09T08:00"), ["d9"])
    assert keys(clock.take_steps(moment("2026-12-01T00:00"))) == ["d9"]
    assert (clock.step_mark, clock.next_step_at, clock.steps) == (None, None, [])


def test_a_clock_that_was_halted_takes_nothing_and_knows_what_is_to_come():
    clock = climbing(3, 4)
    clock.halt()
    assert clock.take_steps(moment("2026-12-01T00:00")) == []
    clock.forget_step("d3")
    assert (clock.next_step_at, keys(clock.steps)) == (None, ["d4"])
    clock.start(clock.steps)
    assert keys(clock.take_steps(moment("2026-12-01T00:00"))) == ["d4"]


def test_forgetting_the_next_step_brings_the_one_behind_it():
    clock = climbing(3, 4)
    clock.forget_step("d3")
    assert clock.next_step_at == moment("2026-11-04T08:00")
    clock.forget_step("d4")
    assert clock.next_step_at is None
