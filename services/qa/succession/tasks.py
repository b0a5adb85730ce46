"""What the worker does for abolished units; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.succession import service


async def move_to_successors(qa: QaRuntime) -> None:
    """Move what abolished units still owe to their successors."""
    await service.move_to_successors(qa)
