"""How many notifications wait, for the number beside the link."""

from gateway.clients import QaClient
from gateway.pages.degrading import or_none


async def count_unread(qa: QaClient) -> int | None:
    """Count the unread entries; None when they cannot be read."""
    found = await or_none(qa.count_unread())
    return found.unread if found else None
