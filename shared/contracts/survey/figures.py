"""Figures: distributions with n first, never an average across constructs."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from shared.contracts.survey.responses import Construct, Wording


class OptionFigure(BaseModel):
    """How many chose an option; `share` and its Wilson 95 % interval are 0–1, null when n is 0."""

    key: str
    label: Wording
    count: int
    share: float | None
    low: float | None
    high: float | None


class CriterionFigure(BaseModel):
    """One criterion: `n` counts the answers to this question alone.

    `score` is the 2/1/0 mean (điểm chất lượng); `satisfied_share` exists only for the construct
    `satisfaction`.
    """

    key: str
    title: Wording
    construct_key: Construct
    n: int
    options: list[OptionFigure]
    score: float | None
    satisfied_share: float | None


class Period(BaseModel):
    """A day, week or month (named by its first day) and the answers in it."""

    start: date
    responses: int
    criteria: list[CriterionFigure]


class Change(BaseModel):
    """How the answers to one question moved against the period before.

    `score_change` is in points of the 2/1/0 mean. `best_change` is the change of the best option's
    share with its 95 % interval (Newcombe 1998, method 10). `superiority` is the chance that an
    answer of now is better than one of before, ties half. `p_value` is of the two-sided
    Wilcoxon–Mann–Whitney test corrected for ties, `p_adjusted` after Holm over the questions shown.
    `verdict` is `too_few` below the minimum on either side, `not_comparable` when a version between
    declared the question changed; the numbers are then null.
    """

    key: str
    n_before: int
    n_now: int
    score_change: float | None = None
    best_change: float | None = None
    best_low: float | None = None
    best_high: float | None = None
    superiority: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    verdict: Literal["better", "worse", "no_clear_change", "too_few", "not_comparable"]


class Comparison(BaseModel):
    """The period before, of the same length (or as many whole months), and each change."""

    start: date
    end: date
    responses: int
    minimum_answers: int
    criteria: list[CriterionFigure]
    changes: list[Change]


class FiguresOut(BaseModel):
    """What was asked for, counted from the roll-ups as of a moment.

    `version` and `source` narrow to one version of the instrument and one way in; null is all.
    """

    portal: str | None
    unit: str | None
    version: int | None = None
    source: str | None = None
    start: date
    end: date
    as_of: datetime
    revision: int
    responses: int
    criteria: list[CriterionFigure]
    periods: list[Period] = []
    before: Comparison | None = None


class RankedRow(BaseModel):
    """One portal or unit in a table.

    Its rank lies between `rank_best` and `rank_worst`: rows whose 95 % intervals overlap share
    their places. Below the minimum of answers there is no rank.
    """

    id: str
    name: str
    name_en: str = ""
    unit: str
    responses: int
    criteria: list[CriterionFigure]
    share: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    rank_best: int | None = None
    rank_worst: int | None = None


class FiguresTable(BaseModel):
    """Portals, or units with all below them, ranked by the best option's share of one question."""

    by: Literal["portal", "unit"]
    unit: str | None
    criterion: str
    start: date
    end: date
    as_of: datetime
    minimum_answers: int
    rows: list[RankedRow]


class FiguresChanged(BaseModel):
    """One message of the stream: figures moved; fetch them again. `data:` holds this as JSON."""

    revision: int
    as_of: datetime
