"""How many notifications wait, for the number beside the link."""

from gateway.clients import QaClient
from gateway.pages.degrading import or_none

MOST_COUNTED = 50


async def count_unread(qa: QaClient) -> int | None:
    """Count the unread among the newest notifications; None when they cannot be read."""
    found = await or_none(qa.list_notifications(limit=MOST_COUNTED))
    if found is None:
        return None
    return sum(1 for entry in found.items if not entry.read)
