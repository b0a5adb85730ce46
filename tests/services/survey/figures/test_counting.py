"""Counting and differences of counts."""

from collections import Counter
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.survey.figures.counting import (
    EVERYWHERE,
    Cell,
    count,
    difference,
    scopes_of,
    total,
)

DAY = date(2026, 11, 22)
cells = st.dictionaries(
    st.builds(Cell, st.sampled_from("ab"), st.just(DAY), st.integers(1, 2), st.just("portal")),
    st.dictionaries(st.sampled_from(["responses", "quality:good"]), st.integers(1, 9)).map(Counter),
)


def response(at: datetime, portal: str = "a", **ratings: str) -> dict[str, object]:
    return {
        "portal": portal, "version": 1, "source": "portal", "ratings": ratings, "received_at": at
    }  # fmt: skip


def test_a_day_is_a_local_day():
    before = response(datetime(2026, 11, 21, 16, 59, 59, 999_000, tzinfo=UTC), quality="good")
    after = response(datetime(2026, 11, 21, 17, 0, tzinfo=UTC), quality="fair")
    assert count([before, after]) == {
        Cell("a", date(2026, 11, 21), 1, "portal"): {"responses": 1, "quality:good": 1},
        Cell("a", date(2026, 11, 22), 1, "portal"): {"responses": 1, "quality:fair": 1},
    }


def test_answers_are_counted_apart_from_responses():
    at = datetime(2026, 11, 22, 3, tzinfo=UTC)
    found = count([response(at, quality="good", support="meets"), response(at, quality="good")])
    [counts] = found.values()
    assert counts == {"responses": 2, "quality:good": 2, "support:meets": 1}


def test_several_options_count_once_each_and_the_person_once():
    several = {"ratings": {"q1": ["o1", "o3"], "q2": "o1"}, "texts": {"q3": "Ý kiến"}}
    poll = response(datetime(2026, 11, 22, 3, tzinfo=UTC), "poll:x") | several
    [counts] = count([poll]).values()
    assert counts == {"responses": 1, "q1:": 1, "q1:o1": 1, "q1:o3": 1, "q2:o1": 1, "q3:": 1}


def test_a_poll_belongs_to_no_sum():
    assert scopes_of("demo") == ("demo", EVERYWHERE)
    assert scopes_of("poll:demo") == ("poll:demo",)


@given(cells, cells)
def test_a_difference_leads_from_old_to_new(old, new):
    changes = difference(new, old)
    reached = total([old, changes])
    assert {cell: +counts for cell, counts in reached.items() if +counts} == {
        cell: counts for cell, counts in new.items() if counts
    }
    assert all(by for counts in changes.values() for by in counts.values())


@given(cells)
def test_equal_counts_differ_in_nothing(same):
    assert difference(same, total([same])) == {}
