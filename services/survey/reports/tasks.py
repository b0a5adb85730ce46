"""What the worker does for reports; `services.survey.worker` says when."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.reports import plans, service


async def make_reports(survey: SurveyRuntime) -> None:
    """Make every report that waits."""
    await service.make_due_reports(survey)


async def order_reports(survey: SurveyRuntime) -> None:
    """Order the reports planned of periods just over."""
    await plans.order_planned_reports(survey)
