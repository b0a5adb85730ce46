"""What the worker does for webhooks; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.webhooks.calling import call_due


async def call_due_webhooks(qa: QaRuntime) -> None:
    """Make every call that is due."""
    await call_due(qa)
