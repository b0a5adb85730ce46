"""What the worker does for deadlines; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.recounting import recount_wanted


async def recount_deadlines(qa: QaRuntime) -> None:
    """Count again what a changed calendar may have moved."""
    await recount_wanted(qa)
