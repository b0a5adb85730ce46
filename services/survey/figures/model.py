"""What may be said of counts: distributions with n, Wilson intervals, scores. Pure.

Denominators are the answers to that question. A score is no satisfaction: "% hài lòng" exists
only where people were asked whether they are satisfied (domain.md §6).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Literal

from services.survey.figures.counting import RESPONSES, Counts
from shared.contracts.survey.figures import CriterionFigure, OptionFigure, Period
from shared.contracts.survey.responses import CriterionOut

Step = Literal["day", "week", "month"]
Z_95 = 1.959963984540054
"""The standard normal quantile at 97.5 %."""
BEST_POINTS = 2


def wilson(count: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share `count / n`, n at least 1 (Wilson 1927)."""
    share = count / n
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    middle = share + z * z / (2 * n)
    scale = 1 + z * z / n
    low = 0.0 if count == 0 else (middle - spread) / scale
    high = 1.0 if count == n else (middle + spread) / scale
    return low, high


def criterion_figure(question: CriterionOut, counts: Mapping[str, int]) -> CriterionFigure:
    """Return the figure of one question."""
    chosen = [counts.get(f"{question.key}:{option.key}", 0) for option in question.options]
    n = sum(chosen)
    points = satisfied = 0
    options = []
    for option, number in zip(question.options, chosen, strict=True):
        points += option.points * number
        satisfied += number if option.points == BEST_POINTS else 0
        low, high = wilson(number, n) if n else (None, None)
        share = number / n if n else None
        options.append(
            OptionFigure(
                key=option.key, label=option.label, count=number, share=share, low=low, high=high
            )
        )
    is_satisfaction = question.construct_key == "satisfaction"
    return CriterionFigure(
        key=question.key,
        title=question.title,
        construct_key=question.construct_key,
        n=n,
        options=options,
        score=points / n if n else None,
        satisfied_share=satisfied / n if n and is_satisfaction else None,
    )


def figures_of(questions: Sequence[CriterionOut], counts: Counts) -> list[CriterionFigure]:
    """Return the figures of all questions."""
    return [criterion_figure(question, counts) for question in questions]


def period_start(day: date, step: Step) -> date:
    """Return the first day of a day's period; weeks begin on Monday."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def span_before(first: date, last: date) -> tuple[date, date]:
    """Return the days before a span: as many whole months if it is whole months, else as many days.

    The half-year before 1 July – 31 December is 1 January – 30 June, not 184 days.
    """
    end = first - timedelta(days=1)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
        return date(year, month + 1, 1), end
    return end - (last - first), end


def periods_of(
    questions: Sequence[CriterionOut],
    days: Mapping[date, Counts],
    first: date,
    last: date,
    step: Step,
) -> list[Period]:
    """Return every period that touches the days from `first` to `last`, also the empty ones."""
    sums: dict[date, Counts] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        counts = sums.setdefault(period_start(day, step), Counter())
        counts.update(days.get(day, {}))
    return [
        Period(start=start, responses=counts[RESPONSES], criteria=figures_of(questions, counts))
        for start, counts in sums.items()
    ]
