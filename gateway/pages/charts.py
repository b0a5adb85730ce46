"""Figures as the rows of a stacked bar: shares as counted, best first, in the visitor's words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from shared.contracts.survey.figures import Comparison, CriterionFigure, Period

# Shares are shown with one decimal: a bar is a thousand thousandths.
_WHOLE = 1000


def bar_rows(
    criteria: Iterable[CriterionFigure], language: str, before: Comparison | None = None
) -> list[dict[str, Any]]:
    """Return one row for each criterion; options stand best first.

    Beside the period before, each row also has its `change`.
    """
    changes = {change.key: change for change in before.changes} if before else {}
    return [
        {
            "score": criterion.score,
            "satisfied": criterion.satisfied_share,
            "change": changes.get(criterion.key),
            "label": getattr(criterion.title, language),
            "n": criterion.n,
            "segments": [
                {
                    "label": getattr(option.label, language),
                    "count": option.count,
                    "share": share,
                    "low": option.low,
                    "high": option.high,
                    "rank": _rank(place, len(criterion.options)),
                }
                for place, (option, share) in enumerate(
                    zip(
                        criterion.options,
                        shares_of([option.count for option in criterion.options]),
                        strict=True,
                    )
                )
            ],
        }
        for criterion in criteria
    ]


def trend_rows(
    periods: Sequence[Period], language: str, name: Callable[[date], str]
) -> list[dict[str, Any]]:
    """Return one series for each criterion: the best option's share in each period."""
    if not periods:
        return []
    return [
        {
            "label": getattr(criterion.title, language),
            "last": _best(periods[-1].criteria[place]),
            "points": [
                {
                    "label": name(period.start),
                    "share": _best(period.criteria[place]),
                    "n": period.criteria[place].n,
                }
                for period in periods
            ],
        }
        for place, criterion in enumerate(periods[0].criteria)
    ]


def _best(criterion: CriterionFigure) -> float | None:
    return criterion.options[0].share


def shares_of(counts: Sequence[int]) -> list[float]:
    """Return shares rounded to thousandths that sum to exactly 1 (largest remainders), or zeros."""
    total = sum(counts)
    if not total:
        return [0.0] * len(counts)
    whole = [count * _WHOLE // total for count in counts]
    left = _WHOLE - sum(whole)
    by_remainder = sorted(
        range(len(counts)), key=lambda place: (-(counts[place] * _WHOLE % total), place)
    )
    for place in by_remainder[:left]:
        whole[place] += 1
    return [thousandths / _WHOLE for thousandths in whole]


def _rank(place: int, places: int) -> str:
    if place == 0:
        return "best"
    return "low" if place == places - 1 else "middle"
