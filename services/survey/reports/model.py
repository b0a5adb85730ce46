"""Which days a report is of, and how far it has come. No I/O."""

import hashlib
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from shared.contracts.survey.reports import (
    OrderReport,
    PlannedKind,
    ReportKind,
    ReportOut,
    ReportState,
)
from shared.problems import Conflict, InvalidRequest, NotFound

LONGEST_DAYS = 3_660
MOST_ATTEMPTS = 5
_MONTHS = {ReportKind.MONTH: 1, ReportKind.HALF_YEAR: 6, ReportKind.YEAR: 12}


class ReportNotFound(NotFound):
    """There is no such report, or the caller may not see it."""

    slug, title = "report-not-found", "There is no such report"


class ReportNotReady(Conflict):
    """The report is still being made."""

    slug, title = "report-not-ready", "This report is still being made"


def days_of(form: OrderReport) -> tuple[date, date]:
    """Return the first and last day; raises `InvalidRequest` for days that make no period."""
    if form.kind is ReportKind.PERIOD:
        if form.last is None:
            raise _wrong("to", "the last day is needed")
        if not 0 <= (form.last - form.first).days < LONGEST_DAYS:
            raise _wrong("to", "not before `from`, and at most ten years after it")
        return form.first, form.last
    if form.last is not None:
        raise _wrong("to", "only for `period`")
    months = _MONTHS[form.kind]
    month = (form.first.month - 1) // months * months + 1
    first = date(form.first.year, month, 1)
    last_month = month + months - 1
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def last_period(kind: PlannedKind, unit: str, day: date) -> OrderReport:
    """Return the order of the newest whole period that was over before a day."""
    months = _MONTHS[kind]
    begins = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return OrderReport(kind=kind, unit=unit, first=begins - timedelta(days=1))


def planned_id(kind: PlannedKind, unit: str, first: date) -> str:
    """Return the id of a report made by schedule: the same for the same period."""
    return hashlib.sha256(f"{unit}\0{kind}\0{first}".encode()).hexdigest()[:32]


def _wrong(name: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"#/{name}", "code": "span", "detail": detail}])


class Report(BaseModel):
    """A report; `told` is everything its files say, so that the same report is always the same.

    `ordered_by` is empty when it was made by schedule.
    """

    id: str
    kind: ReportKind
    unit: str
    unit_name: str
    first: date
    last: date
    ordered_by: str
    ordered_at: datetime
    state: ReportState = ReportState.WAITING
    progress: int = 0
    attempts: int = 0
    due_at: datetime | None = None
    """When to make it, or, while it is being made, when another worker may take over."""
    ready_at: datetime | None = None
    told: dict[str, Any] | None = None
    files: list[str] = []
    mark: str = ""

    def claim(self, at: datetime, seconds: float) -> bool:
        """Take it for making; False when it is not due or was tried too often."""
        if self.due_at is None or self.due_at > at:
            return False
        if self.attempts >= MOST_ATTEMPTS:
            self.state, self.due_at = ReportState.FAILED, None
            return False
        self.attempts += 1
        self.state, self.progress = ReportState.WORKING, 5
        self.due_at = at + timedelta(seconds=seconds)
        return True

    def finish(self, at: datetime, told: dict[str, Any], files: list[str]) -> None:
        """Note that its files are stored."""
        self.state, self.progress, self.due_at = ReportState.READY, 100, None
        self.ready_at, self.told, self.files = at, told, files

    @property
    def period(self) -> str:
        """The period as a short name: `2026-10`, `2026-H2`, `2026`, or first and last day."""
        names = {
            ReportKind.MONTH: f"{self.first:%Y-%m}",
            ReportKind.HALF_YEAR: f"{self.first.year}-H{1 if self.first.month == 1 else 2}",
            ReportKind.YEAR: f"{self.first.year}",
        }
        return names.get(self.kind, f"{self.first} – {self.last}")

    def out(self) -> ReportOut:
        """Return it as told."""
        told = self.model_dump(exclude={"told"})
        return ReportOut.model_validate({**told, "is_planned": not self.ordered_by})
