"""Taking up what auth tells of somebody's request; a worker does it soon after."""

from collections.abc import AsyncIterator

from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.personal_data.documents import PersonDataTaskDocument
from services.qa.personal_data.problems import CopyNotReady
from shared.clock import now
from shared.contracts.auth.rights import PersonDataWanted, PersonErasureWanted
from shared.mongo import Transaction

TASK = "qa.serve_person_data"


async def want_copy(tx: Transaction, event: PersonDataWanted) -> None:
    """Note that somebody wants a copy of what is held of them."""
    await _want(tx, PersonDataTaskDocument(id=event.request, person=event.person, kind="copy"))


async def want_erasure(tx: Transaction, event: PersonErasureWanted) -> None:
    """Note that somebody is to be erased."""
    await _want(tx, PersonDataTaskDocument(id=event.request, person=event.person, kind="erasure"))


async def _want(tx: Transaction, task: PersonDataTaskDocument) -> None:
    task.run_at = now()
    await task.insert(session=tx.session)
    tx.nudge(TASK)


async def find_copy(person: str, request: str) -> PersonDataTaskDocument:
    """Return a person's own copy; raises `CopyNotReady`."""
    found = await PersonDataTaskDocument.get(request)
    if found is None or (found.person, found.kind) != (person, "copy"):
        raise CopyNotReady
    if found.kept_until is None or found.kept_until < now():
        raise CopyNotReady
    return found


def read_copy(qa: QaRuntime, task: PersonDataTaskDocument) -> AsyncIterator[bytes]:
    """Yield a copy piece by piece."""
    return storing.read(qa.cipher, task.file, task.pieces)
