"""What the worker does for imports."""

from services.qa.bootstrap import QaRuntime
from services.qa.imports.documents import ImportDocument
from services.qa.imports.running import run_import
from shared.clock import now


async def run_imports(qa: QaRuntime) -> None:
    """Work on the imports that nobody works on, one after the other."""
    waiting = await ImportDocument.find({"run_at": {"$lte": now()}}).sort("run_at").to_list()
    for job in waiting:
        await run_import(qa, job.id)
