"""What the worker does for the read copy; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.directory import service


async def resync_directory(qa: QaRuntime) -> None:
    """Fetch the whole directory anew: repairs what any lost or unknown event left behind."""
    await service.resync_directory(qa)
