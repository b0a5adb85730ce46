"""When a mail that can wait goes: by hand, and what must hold for any moment."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.qa.notifications.timing import Rhythm, mail_at
from shared.working_time import next_working_moment
from tests.services.qa.directory import calendar
from tests.shared.working_calendars import VIETNAM

HUE = calendar().calendar
NIGHT = (time(20, 0), time(7, 0))
moments = st.integers(0, 330 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def rhythm(**fields) -> Rhythm:
    given_fields = {
        "gather": timedelta(seconds=60), "spacing": timedelta(minutes=10),
        "calendar": HUE, "quiet": None, "last_mail_at": None, **fields,
    }  # fmt: skip
    return Rhythm(**given_fields)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("choice", "created", "fields", "expected"),
    [
        ("immediately", "2026-11-25T09:00", {}, "2026-11-25T09:01"),
        ("immediately", "2026-11-25T12:00", {}, "2026-11-25T12:01"),  # the break is no night
        ("immediately", "2026-11-25T18:00", {}, "2026-11-26T07:30"),
        ("immediately", "2026-11-22T14:00", {}, "2026-11-23T07:30"),  # Sunday
        ("immediately", "2026-11-23T18:00", {}, "2026-11-25T07:30"),  # the 24th is off
        ("immediately", "2026-11-22T14:00", {"calendar": None}, "2026-11-22T14:01"),
        ("digest", "2026-11-25T09:00", {}, "2026-11-25T13:00"),
        ("digest", "2026-11-25T14:00", {}, "2026-11-26T07:30"),
        ("immediately", "2026-11-22T21:00", {"calendar": None, "quiet": NIGHT}, "2026-11-23T07:00"),
        ("immediately", "2026-11-22T03:00", {"calendar": None, "quiet": NIGHT}, "2026-11-22T07:00"),
        ("immediately", "2026-11-25T10:00", {"quiet": (time(9, 0), time(10, 30))},
         "2026-11-25T10:30"),
        ("immediately", "2026-11-25T18:00", {"quiet": (time(7, 0), time(9, 0))},
         "2026-11-26T09:00"),
        ("immediately", "2026-11-25T09:00", {"last_mail_at": local("2026-11-25T08:55")},
         "2026-11-25T09:05"),
    ],
)  # fmt: skip
def test_mails_by_hand(choice, created, fields, expected):
    found = mail_at(choice, local(created), rhythm(**fields), HUE)
    shown = found.astimezone(VIETNAM)
    assert shown.strftime("%Y-%m-%dT%H:%M") == expected


@given(created=moments, choice=st.sampled_from(["immediately", "digest"]))
def test_a_mail_never_goes_early_nor_outside_working_hours(created, choice):
    found = mail_at(choice, created, rhythm(), HUE)
    assert found >= created
    assert next_working_moment(HUE, found) == found
    assert found - created < timedelta(days=12)
