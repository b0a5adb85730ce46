"""What the worker does for the search; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.search import frequencies


async def count_terms(_qa: QaRuntime) -> None:
    """Count the terms of what was published since the last time."""
    await frequencies.count_new()
