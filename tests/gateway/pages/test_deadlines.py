"""Working days left, read from the explanation."""

from datetime import UTC, date, datetime

import pytest

from gateway.pages.deadlines import days_left
from gateway.pages.periods import stretch
from shared import clock
from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.questions import ExplainedDay, QuestionOut

DAYS = [
    ("2026-11-20", "event", 0),
    ("2026-11-21", "weekend", 0),
    ("2026-11-22", "weekend", 0),
    ("2026-11-23", "counted", 1),
    ("2026-11-24", "day_off", 1),
    ("2026-11-25", "counted", 2),
    ("2026-11-26", "counted", 3),
]


def make_question(*, is_overdue: bool = False) -> QuestionOut:
    moment = datetime(2026, 11, 20, 3, tzinfo=UTC)
    return QuestionOut.model_validate(
        {
            "code": "HD-1", "title": "a", "body": "b", "status": "received",
            "unit": UnitRef(id="a", name="A"), "may_publish": True, "is_published": False,
            "asked_at": moment, "due_at": moment, "due_policy": "", "is_overdue": is_overdue,
            "due_days": [
                ExplainedDay(day=date.fromisoformat(day), kind=kind, counted=counted)
                for day, kind, counted in DAYS
            ],
            "timeline": [], "version": 1,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("2026-11-20T02:00+00:00", 3),
        ("2026-11-22T16:59+00:00", 3),
        ("2026-11-22T17:00+00:00", 2),  # it is Monday in Vietnam
        ("2026-11-24T05:00+00:00", 2),
        ("2026-11-26T05:00+00:00", 0),
        ("2026-11-10T05:00+00:00", 3),
    ],
)
def test_days_left_are_counted_to_the_local_midnight(moment: str, left: int) -> None:
    with clock.at(datetime.fromisoformat(moment)):
        assert days_left(make_question()) == left


def test_nothing_is_left_of_an_overdue_question() -> None:
    assert days_left(make_question(is_overdue=True)) is None


def test_a_stretch_ends_today_in_vietnam() -> None:
    with clock.at(datetime(2026, 11, 22, 18, tzinfo=UTC)):
        assert (stretch(7).start, stretch(7).end) == (date(2026, 11, 17), date(2026, 11, 23))
        assert stretch(12345).days == 30
