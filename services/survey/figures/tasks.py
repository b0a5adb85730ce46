"""What the worker does for the figures; `services.survey.worker` says when."""

from datetime import timedelta

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures import rolling
from shared.clock import today


async def roll_up(survey: SurveyRuntime) -> None:
    """Bring the figures up to the present."""
    await rolling.roll_up(survey.mongo)


async def recheck_yesterday(survey: SurveyRuntime) -> None:
    """Have yesterday counted anew, in case something came late that nobody noticed."""
    await rolling.mark_days(survey.mongo, [today() - timedelta(days=1)])
