"""Whether answers moved between two periods, in a way a statistician would sign. Pure.

The options of a question are ordered, their distances are not known: so the two distributions are
compared by the Wilcoxon–Mann–Whitney test with the correction for ties and for continuity, in its
normal approximation, and several questions looked at together by Holm's method. Nothing is said
below a minimum of answers on either side.
"""

from collections.abc import Collection, Sequence
from itertools import accumulate
from math import erfc, sqrt

from services.survey.figures.model import wilson
from shared.contracts.survey.figures import Change, CriterionFigure

SIGNIFICANT = 0.05


def mann_whitney(before: Sequence[int], now: Sequence[int]) -> tuple[float, float]:
    """Return the chance that an answer of now is better than one of before, and the p value.

    Both give how often each option was chosen, best first, in the same order; both hold answers.
    """
    n, m = sum(before), sum(now)
    worse_before = [n - reached for reached in accumulate(before)]
    better = sum(count * worse for count, worse in zip(now, worse_before, strict=True))
    tied = sum(a * b for a, b in zip(before, now, strict=True))
    wins = better + tied / 2
    total = n + m
    ties = sum((a + b) ** 3 - (a + b) for a, b in zip(before, now, strict=True))
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1))) if total > 1 else 0.0
    if variance <= 0:  # everybody chose the same
        return wins / (n * m), 1.0
    distance = max(0.0, abs(wins - n * m / 2) - 0.5)
    return wins / (n * m), erfc(distance / sqrt(2 * variance))


def newcombe(count: int, n: int, before: int, n_before: int) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two shares, now minus before.

    Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10.
    """
    share, share_before = count / n, before / n_before
    low, high = wilson(count, n)
    low_before, high_before = wilson(before, n_before)
    difference = share - share_before
    return (
        difference - sqrt((share - low) ** 2 + (high_before - share_before) ** 2),
        difference + sqrt((high - share) ** 2 + (share_before - low_before) ** 2),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p values adjusted for being looked at together (Holm 1979), in their order."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [1.0] * len(p_values)
    largest = 0.0
    for place, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def changes_of(
    before: Sequence[CriterionFigure],
    now: Sequence[CriterionFigure],
    broken: Collection[str],
    minimum: int,
) -> list[Change]:
    """Return the change of each question; both lists hold the same questions in the same order.

    `broken` are the questions that a version between declared not comparable.
    """
    changes = [_change(*pair, broken, minimum) for pair in zip(before, now, strict=True)]
    tested = [change for change in changes if change.p_value is not None]
    adjusted = holm([change.p_value or 0.0 for change in tested])
    for change, p_adjusted in zip(tested, adjusted, strict=True):
        change.p_adjusted = p_adjusted
        if p_adjusted < SIGNIFICANT and change.superiority is not None:
            change.verdict = "better" if change.superiority > 1 / 2 else "worse"
    return changes


def _change(
    before: CriterionFigure, now: CriterionFigure, broken: Collection[str], minimum: int
) -> Change:
    change = Change(key=now.key, n_before=before.n, n_now=now.n, verdict="no_clear_change")
    if now.key in broken:
        return change.model_copy(update={"verdict": "not_comparable"})
    if min(before.n, now.n) < max(minimum, 1):
        return change.model_copy(update={"verdict": "too_few"})
    counts = [option.count for option in now.options]
    counts_before = [option.count for option in before.options]
    assert before.score is not None and now.score is not None  # noqa: S101,PT018 - both have answers
    change.score_change = now.score - before.score
    change.best_change = counts[0] / now.n - counts_before[0] / before.n
    interval = newcombe(counts[0], now.n, counts_before[0], before.n)
    change.best_low, change.best_high = interval
    change.superiority, change.p_value = mann_whitney(counts_before, counts)
    return change
