"""What the worker does for entries; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.faq import service


async def warn_of_expiring_faq(qa: QaRuntime) -> None:
    """Tell units which ready answers, or documents they cite, expire within 30 days."""
    await service.warn_of_expiry(qa.mongo)
