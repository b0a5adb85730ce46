"""Roll-ups as stored: counts of the questions of a unit, by the local day they were asked.

A scope is a unit's id, or `*` for all units together. Months hold days, years hold months, so that
any stretch is few documents.
"""

from datetime import date

from pymongo import IndexModel

from shared.documents import Document

EVERY_UNIT = "*"
STATE_ID = "questions"


class FigureMonthDocument(Document):
    """A month of a scope: counts by day (`07`)."""

    id: str  # type: ignore[assignment]
    scope: str
    month: str
    days: dict[str, dict[str, int]]

    class Settings:
        """Storage."""

        name = "figure_months"
        indexes = (IndexModel([("month", 1)]),)


class FigureYearDocument(Document):
    """A year of a scope: counts by month (`11`)."""

    id: str  # type: ignore[assignment]
    scope: str
    year: str
    months: dict[str, dict[str, int]]

    class Settings:
        """Storage."""

        name = "figure_years"
        indexes = (IndexModel([("year", 1)]), IndexModel([("scope", 1)]))


class FigureStateDocument(Document):
    """How far the roller has come: the marks of the last change it looked at, and looked at again.

    `changed_mark` of questions is what it follows.
    """

    id: str = STATE_ID  # type: ignore[assignment]
    first: str
    second: str

    class Settings:
        """Storage."""

        name = "figure_state"


def month_of(day: date) -> str:
    """Return `2026-11`."""
    return f"{day:%Y-%m}"


def place(scope: str, period: str) -> str:
    """Return the id of a scope's month or year."""
    return f"{scope}:{period}"
