"""What the worker does for the figures; `services.qa.worker` says when."""

from services.qa.bootstrap import QaRuntime
from services.qa.figures import rolling
from shared.logging import get_logger

_log = get_logger(__name__)


async def roll_up_figures(qa: QaRuntime) -> None:
    """Bring the figures up to the present."""
    await rolling.roll_up(qa.mongo)


async def recheck_figures(qa: QaRuntime) -> None:
    """Count everything anew, month by month, and repair what no mark told of."""
    await rolling.roll_up(qa.mongo)
    if wrong := await rolling.recount_all(qa.mongo):
        _log.warning("figures_repaired", days=len(wrong))
