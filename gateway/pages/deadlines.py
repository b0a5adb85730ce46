"""How many working days are left, read from the day-by-day explanation the service gave."""

from collections.abc import Sequence
from datetime import date

from shared.clock import HO_CHI_MINH, now
from shared.contracts.qa.questions import ExplainedDay, QuestionOut


def days_left(question: QuestionOut) -> int | None:
    """Return the working days left after today; None when overdue or not explained."""
    if question.is_overdue or not question.due_days:
        return None
    return _left_after(question.due_days, now().astimezone(HO_CHI_MINH).date())


def _left_after(days: Sequence[ExplainedDay], today: date) -> int:
    passed = [day.counted for day in days if day.day <= today]
    return days[-1].counted - (max(passed) if passed else 0)
