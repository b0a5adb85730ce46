"""What the worker does every night; `services.survey.worker` says when."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.retention.rules import rules
from shared.retention import follow_rules


async def forget_old_records(survey: SurveyRuntime) -> None:
    """Forget what is past its keeping time."""
    dry = survey.settings.retention_dry_run
    await follow_rules(survey.mongo, rules(survey.settings), is_dry_run=dry)
