"""What the worker does for questions; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.questions.service_answers import close_due
from shared.clock import now


async def close_answered(qa: QaRuntime) -> None:
    """Close every answered question whose days to reopen it are over."""
    await close_due(qa, now())
