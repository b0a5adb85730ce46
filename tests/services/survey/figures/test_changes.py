"""Changes between periods, judged by SciPy and by published examples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from services.survey.figures.changes import changes_of, holm, mann_whitney, newcombe
from services.survey.figures.model import criterion_figure
from tests.services.survey.figures.test_model import counts, question

Chosen = st.lists(st.integers(0, 400), min_size=3, max_size=3).filter(any)


def answers(chosen: list[int]) -> np.ndarray:
    """Return the single answers, as points: best is most."""
    return np.repeat([2, 1, 0], chosen)


def some_figure(*chosen: int):
    return criterion_figure(question(), counts(*chosen))


@settings(deadline=None)
@given(Chosen, Chosen)
def test_the_p_value_is_scipys(before, now):
    expected = stats.mannwhitneyu(answers(now), answers(before), method="asymptotic")
    superiority, p_value = mann_whitney(before, now)
    assert superiority == pytest.approx(expected.statistic / (sum(before) * sum(now)))
    everybody_agrees = sum(a + b > 0 for a, b in zip(before, now, strict=True)) == 1
    assert p_value == (1.0 if everybody_agrees else pytest.approx(expected.pvalue, abs=1e-12))


# Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
@pytest.mark.parametrize(
    ("counted", "interval"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((10, 10, 0, 10), (0.6075, 1.0000)),
    ],
)
def test_intervals_of_differences_are_the_published_ones(counted, interval):
    assert newcombe(*counted) == pytest.approx(interval, abs=6e-5)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_is_the_step_down_method(p_values):
    adjusted = holm(p_values)
    order = np.argsort(p_values, kind="stable")
    stepped = [(len(p_values) - place) * p_values[index] for place, index in enumerate(order)]
    expected = np.minimum(1, np.maximum.accumulate(stepped)) if p_values else []
    assert [adjusted[index] for index in order] == pytest.approx(list(expected))


def test_a_clear_fall_is_worse_and_chance_is_no_change():
    fell = changes_of([some_figure(80, 15, 5)], [some_figure(40, 30, 30)], set(), 30)
    assert [change.verdict for change in fell] == ["worse"]
    assert fell[0].score_change == pytest.approx(-0.65)
    assert fell[0].best_change == pytest.approx(-0.4)
    assert fell[0].best_high is not None
    assert fell[0].best_high < 0
    same = changes_of([some_figure(80, 15, 5)], [some_figure(79, 15, 6)], set(), 30)
    assert [change.verdict for change in same] == ["no_clear_change"]


def test_several_questions_together_need_more_than_one_alone():
    before, now = some_figure(60, 25, 15), some_figure(44, 35, 21)
    [alone] = changes_of([before], [now], set(), 30)
    assert alone.p_value is not None
    assert alone.p_value < 0.05
    assert alone.verdict == "worse"
    unmoved = [some_figure(50, 30, 20)] * 4
    together = changes_of([before, *unmoved], [now, *unmoved], set(), 30)
    assert together[0].p_adjusted == pytest.approx(5 * alone.p_value)
    assert together[0].verdict == "no_clear_change"


def test_nothing_is_claimed_of_few_answers_or_of_a_changed_question():
    [few] = changes_of([some_figure(20, 5, 4)], [some_figure(0, 0, 300)], set(), 30)
    assert (few.verdict, few.p_value, few.best_change) == ("too_few", None, None)
    broken = {"interaction"}
    [other] = changes_of([some_figure(200, 5, 4)], [some_figure(0, 0, 300)], broken, 30)
    assert (other.verdict, other.p_value, other.n_now) == ("not_comparable", None, 300)


def test_no_answers_at_all_are_too_few_whatever_the_minimum():
    [none] = changes_of([some_figure(0, 0, 0)], [some_figure(1, 0, 0)], set(), 0)
    assert none.verdict == "too_few"
