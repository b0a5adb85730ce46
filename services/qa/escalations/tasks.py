"""What the worker does for escalation; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.escalations.service import scan
from services.qa.escalations.supports import scan_supports
from shared.clock import now


async def scan_escalations(qa: QaRuntime) -> None:
    """Take every step that is due now."""
    await scan(qa, now())
    await scan_supports(qa, now())
