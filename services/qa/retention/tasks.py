"""What the worker does every night; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.retention.rules import rules
from shared.retention import follow_rules


async def forget_old_records(qa: QaRuntime) -> None:
    """Forget what is past its keeping time."""
    await follow_rules(qa.mongo, rules(qa.settings), is_dry_run=qa.settings.retention_dry_run)
