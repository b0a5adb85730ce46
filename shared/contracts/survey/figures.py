"""Figures: distributions with n first, never an average across constructs."""

from datetime import date, datetime

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


class FiguresOut(BaseModel):
    """What was asked for, counted from the roll-ups as of a moment."""

    portal: str | None
    unit: str | None
    start: date
    end: date
    as_of: datetime
    revision: int
    responses: int
    criteria: list[CriterionFigure]
    periods: list[Period] = []


class FiguresChanged(BaseModel):
    """One message of the stream: figures moved; fetch them again. `data:` holds this as JSON."""

    revision: int
    as_of: datetime
