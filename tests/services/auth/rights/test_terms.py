"""The law's clock: working days for the first word, calendar days that end on a working day."""

from datetime import date, datetime

import pytest

from services.auth.calendars.queries import shipped_calendars
from services.auth.rights.terms import due_at, extended, respond_by, term_of
from shared.clock import HO_CHI_MINH, local_day
from shared.contracts.auth.rights import RightsKind, RightsTerm

[HUE] = [one.calendar for one in shipped_calendars() if one.id == "hue"]
DAY = date(2026, 2, 10)
MADE = datetime(2026, 2, 10, 9, 0, tzinfo=HO_CHI_MINH)
"""A Tuesday; Tết is off from Monday the 16th to Friday the 20th."""


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("view", date(2026, 2, 23)),  # the 20th is off, so are Saturday and Sunday
        ("correct", date(2026, 2, 23)),
        ("object", date(2026, 2, 25)),
        ("erase", date(2026, 3, 2)),
    ],
)
def test_the_days_of_each_kind(kind: RightsKind, due: date) -> None:
    assert local_day(due_at(HUE, MADE, term_of(kind, DAY))) == due


def test_the_first_word_is_due_in_working_days() -> None:
    term = term_of("view", DAY)
    assert local_day(respond_by(HUE, MADE, term)) == date(2026, 2, 12)
    friday = datetime(2026, 2, 13, 16, 0, tzinfo=HO_CHI_MINH)
    assert local_day(respond_by(HUE, friday, term)) == date(2026, 2, 24)


def test_an_erasure_may_take_twenty_days_more_from_the_day_it_was_due() -> None:
    term = term_of("erase", DAY)
    due = due_at(HUE, MADE, term)
    assert local_day(extended(HUE, due, term)) == date(2026, 3, 23)  # the 22nd is a Sunday
    assert {kind: term_of(kind, DAY).extension_days for kind in ("view", "correct", "object")} == {
        "view": 0, "correct": 0, "object": 0,
    }  # fmt: skip


def test_a_law_that_counts_working_days_is_data_too() -> None:
    term = RightsTerm(
        kind="view", respond_working_days=1, days=5, counted="working_days", extension_days=5,
        source="x", source_en="x",
    )  # fmt: skip
    due = due_at(HUE, MADE, term)
    assert local_day(due) == date(2026, 2, 24)
    assert local_day(extended(HUE, due, term)) == date(2026, 3, 3)


def test_every_term_quotes_its_source() -> None:
    kinds: tuple[RightsKind, ...] = ("view", "correct", "erase", "object")
    assert all("356/2025" in term_of(kind, DAY).source_en for kind in kinds)
    assert term_of("view", date(2020, 1, 1)) == term_of("view", DAY)
