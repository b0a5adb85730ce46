"""When a portal gives cause for an alert, and how one is seen to. No I/O.

Four weeks are compared with the four before them, so that every weekday weighs the same; looked at
on Mondays. All portals and questions are judged together by Holm's method: among a thousand
comparisons by chance, one false alert in twenty weeks at most.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import BaseModel

from services.survey.figures.changes import SIGNIFICANT, holm
from shared.contracts.survey.alerts import AlertKind, AlertOut, AlertState, AlertStep
from shared.contracts.survey.figures import Change
from shared.identity import Caller
from shared.problems import Conflict, NotFound

SPAN = timedelta(days=28)
LEAST_FALL = 0.05
"""A fall of the best option's share below this is not worth anybody's day, however certain."""

_SILENT_SHARE = 0.2


class AlertNotFound(NotFound):
    """There is no such alert, or the caller may not see it."""

    slug, title = "alert-not-found", "There is no such alert"


class AlertAlreadyResolved(Conflict):
    """The alert was seen to already."""

    slug, title = "alert-already-resolved", "This alert was resolved already"


class Span(NamedTuple):
    """The days looked at, both included."""

    first: date
    last: date


def latest_span(today: date) -> Span:
    """Return the four weeks that ended with the last Sunday before a day."""
    last = today - timedelta(days=today.weekday() + 1)
    return Span(last - SPAN + timedelta(days=1), last)


def clear_falls(changes: Mapping[str, Sequence[Change]]) -> list[tuple[str, Change]]:
    """Return the portals and changes that became clearly and noticeably worse, all in one test."""
    tested = [
        (portal, change)
        for portal, several in sorted(changes.items())
        for change in several
        if change.p_value is not None
    ]
    adjusted = holm([change.p_value or 0.0 for _, change in tested])
    return [
        (portal, change.model_copy(update={"p_adjusted": p, "verdict": "worse"}))
        for (portal, change), p in zip(tested, adjusted, strict=True)
        if p < SIGNIFICANT and (change.superiority or 0) < 1 / 2 and _is_noticeable(change)
    ]


def _is_noticeable(change: Change) -> bool:
    return change.best_change is not None and change.best_change <= -LEAST_FALL


def fell_silent(before: int, now: int, minimum: int) -> bool:
    """Return whether far fewer rated than before, where enough did before."""
    return before >= minimum and now <= before * _SILENT_SHARE


def alert_id(kind: AlertKind, portal: str, criterion: str, span: Span) -> str:
    """Return the id of an alert: the same finding is the same alert."""
    return f"{kind}:{portal}:{criterion}:{span.last}"


class Alert(BaseModel):
    """An alert and what was said about it."""

    id: str
    kind: AlertKind
    portal: str
    portal_name: str
    unit: str
    criterion: str = ""
    first: date
    last: date
    change: Change | None = None
    responses_before: int
    responses_now: int
    opened_at: datetime
    due_on: date
    state: AlertState = AlertState.OPEN
    steps: list[AlertStep] = []
    mark: str = ""
    remind_at: datetime | None = None
    """When to say that nobody resolved it in time; None once that was said, or is needless."""

    def move(self, state: AlertState, by: Caller, note: str, at: datetime) -> None:
        """Note what is done about it; raises `AlertAlreadyResolved`."""
        if self.state is AlertState.RESOLVED:
            raise AlertAlreadyResolved
        self.state = state
        if state is AlertState.RESOLVED:
            self.remind_at = None
        role: Literal["head", "leader"] = "leader"
        if by.has_role("head", unit=self.unit):
            role = "head"
        step = AlertStep(state=state, at=at, by=by.id, role=role, note=note)
        self.steps = [*self.steps, step]

    def out(self, today: date) -> AlertOut:
        """Return it as told."""
        is_overdue = self.state is not AlertState.RESOLVED and today > self.due_on
        return AlertOut(**self.model_dump(exclude={"mark", "remind_at"}), is_overdue=is_overdue)
