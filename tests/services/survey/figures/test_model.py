"""Intervals, scores and periods against calculations made another way."""

from collections import Counter
from datetime import date, timedelta
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.survey.figures.model import (
    Z_95,
    criterion_figure,
    period_start,
    periods_of,
    span_before,
    wilson,
)
from shared.contracts.survey.responses import CriterionOut, OptionOut, Wording

# Newcombe, Statistics in Medicine 17 (1998), table I, score method without correction.
PUBLISHED = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


def question(construct: str = "satisfaction") -> CriterionOut:
    words = Wording(vi="Tương tác", en="Interaction")
    options = [
        OptionOut(key=key, label=words, points=points)
        for key, points in (("satisfied", 2), ("acceptable", 1), ("dissatisfied", 0))
    ]
    return CriterionOut(
        key="interaction", title=words, question=words, construct_key=construct, options=options
    )


def counts(satisfied: int, acceptable: int, dissatisfied: int) -> Counter[str]:
    return Counter(
        {
            "responses": 1_000,
            "interaction:satisfied": satisfied,
            "interaction:acceptable": acceptable,
            "interaction:dissatisfied": dissatisfied,
            "quality:good": 77,
        }
    )


def interval_by_search(count: int, n: int) -> tuple[float, float]:
    """Solve |p − count/n| = z·√(p(1−p)/n) for p on both sides, by halving."""
    share, z = count / n, NormalDist().inv_cdf(0.975)

    def is_plausible(p: float) -> bool:
        return abs(share - p) <= z * (p * (1 - p) / n) ** 0.5

    def border(inside: float, outside: float) -> float:
        if is_plausible(outside):
            return outside
        for _ in range(200):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if is_plausible(middle) else (inside, middle)
        return inside

    return border(share, 0.0), border(share, 1.0)


def test_the_quantile_is_that_of_95_percent():
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-12) == Z_95


@pytest.mark.parametrize(("count", "n", "low", "high"), PUBLISHED)
def test_intervals_are_the_published_ones(count, n, low, high):
    found = wilson(count, n)
    assert found == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 3_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_solve_the_equation_they_come_from(pair):
    count, n = pair
    low, high = wilson(count, n)
    assert (low, high) == pytest.approx(interval_by_search(count, n), abs=1e-9)
    assert 0 <= low <= count / n <= high <= 1


def test_the_denominator_is_the_answers_to_that_question():
    figure = criterion_figure(question(), counts(5, 3, 2))
    assert figure.n == 10
    assert [option.count for option in figure.options] == [5, 3, 2]
    assert [option.share for option in figure.options] == [0.5, 0.3, 0.2]
    assert figure.score == pytest.approx((5 * 2 + 3 * 1) / 10)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 10_000))
def test_shares_sum_to_one(satisfied, acceptable, dissatisfied):
    figure = criterion_figure(question(), counts(satisfied, acceptable, dissatisfied))
    assert sum(option.share for option in figure.options) == pytest.approx(1)


@pytest.mark.parametrize("construct", ["access", "adequacy", "grade"])
def test_only_satisfaction_has_a_satisfied_share(construct):
    assert criterion_figure(question(), counts(5, 3, 2)).satisfied_share == 0.5
    assert criterion_figure(question(construct), counts(5, 3, 2)).satisfied_share is None


def test_without_answers_nothing_is_claimed():
    figure = criterion_figure(question(), Counter())
    assert (figure.n, figure.score, figure.satisfied_share) == (0, None, None)
    claims = [(option.share, option.low, option.high) for option in figure.options]
    assert claims == [(None, None, None)] * 3


@pytest.mark.parametrize(
    ("step", "starts"),
    [("day", "2026-11-22"), ("week", "2026-11-16"), ("month", "2026-11-01")],
)
def test_periods_are_named_by_their_first_day(step, starts):
    assert period_start(date(2026, 11, 22), step) == date.fromisoformat(starts)


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_every_day_is_in_exactly_one_period(step):
    first, last = date(2026, 1, 30), date(2026, 3, 3)
    number = (last - first).days + 1
    days = {first + timedelta(days=n): Counter({"responses": 2**n}) for n in range(0, number, 2)}
    periods = periods_of([question()], days, first, last, step)
    assert sum(period.responses for period in periods) == sum(2**n for n in range(0, number, 2))
    starts = [period.start for period in periods]
    assert starts == sorted(set(starts))
    assert len(starts) == {"day": number, "week": 6, "month": 3}[step]


@pytest.mark.parametrize(
    ("first", "last", "start", "end"),
    [
        (date(2026, 7, 1), date(2026, 12, 31), date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 2), date(2026, 11, 8)),
        (date(2026, 11, 1), date(2026, 11, 22), date(2026, 10, 10), date(2026, 10, 31)),
    ],
)
def test_the_span_before_is_as_many_months_or_as_many_days(first, last, start, end):
    assert span_before(first, last) == (start, end)
