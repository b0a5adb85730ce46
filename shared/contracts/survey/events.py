"""Facts survey tells of: ids and days, nothing personal."""

from datetime import date

from shared.events import Event


class AlertOpened(Event):
    """Ratings of a portal fell clearly, or stayed away; its unit must see to it by a day."""

    wire_name = "survey.alert_opened.v1"
    listeners = ("qa",)

    alert: str
    portal: str
    unit: str
    due_on: date


class AlertOverdue(Event):
    """The day of an alert is over and it was not resolved."""

    wire_name = "survey.alert_overdue.v1"
    listeners = ("qa",)

    alert: str
    portal: str
    unit: str
    due_on: date


class ReportReady(Event):
    """A report of a unit can be taken; `person` ordered it, nobody when it came by schedule.

    `period` is `2026-10`, `2026-H2`, `2026`, or first and last day.
    """

    wire_name = "survey.report_ready.v1"
    listeners = ("qa",)

    report: str
    unit: str
    period: str
    person: str = ""


class QuestionWanted(Event):
    """A comment is to become a question of a unit; qa fetches its words. `by` asked for it."""

    wire_name = "survey.question_wanted.v1"
    listeners = ("qa",)

    comment: str
    unit: str
    by: str
