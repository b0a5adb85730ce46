"""What the worker does for notifications; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.notifications.sending import send_due


async def send_due_deliveries(qa: QaRuntime) -> None:
    """Send every mail that is due."""
    await send_due(qa)
