"""What the worker does for alerts; `services.survey.worker` says when."""

from services.survey.alerts import service
from services.survey.bootstrap import SurveyRuntime


async def look_for_alerts(survey: SurveyRuntime) -> None:
    """Open an alert for each finding of the last four whole weeks; urge what is overdue."""
    await service.look_for_alerts(survey)
    await service.remind_of_overdue(survey)
