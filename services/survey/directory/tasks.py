"""What the worker does for the read copy; `services.survey.worker` says when."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory import service


async def resync_directory(survey: SurveyRuntime) -> None:
    """Fetch all units anew: repairs what any lost or unknown event left behind."""
    await service.resync_directory(survey)
