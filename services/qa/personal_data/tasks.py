"""What the worker does for people's requests about their data; each may run twice at once."""

from datetime import timedelta

from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.personal_data.documents import PersonDataTaskDocument
from services.qa.personal_data.erasing import erase_person
from services.qa.personal_data.gathering import gather
from shared.clock import now
from shared.contracts.auth.rights import COPY_KEPT
from shared.contracts.qa.personal_data import PersonDataErased, PersonDataGathered
from shared.ids import new_id
from shared.mongo import Transaction, transactional

_AGAIN_AFTER = timedelta(minutes=10)
"""Longer than any token lives: what somebody did with one while they were erased goes then."""
_CLAIM = timedelta(minutes=5)


async def serve_person_data(qa: QaRuntime) -> None:
    """Do what is due: make copies, erase people, and forget copies whose time is over."""
    due = PersonDataTaskDocument.find({"run_at": {"$lte": now()}}).sort("run_at")
    for task in await due.to_list():
        if not await _claim(qa.mongo, task.id):
            continue
        if task.kind == "erasure":
            await erase_person(qa, task.person)
            await _erased(qa.mongo, task.id)
        else:
            await _copy(qa, task)
    await _forget_copies(qa)


async def _copy(qa: QaRuntime, task: PersonDataTaskDocument) -> None:
    """Store a copy under an id of its own: another worker's half-made one must not mix with it."""
    content = await gather(qa, task.person)
    made = new_id()
    stored = await storing.store_bytes(qa.cipher, made, content)
    if not await _copied(qa.mongo, task.id, made, stored.pieces):
        await storing.forget(made, stored.pieces)


@transactional
async def _claim(tx: Transaction, task_id: str) -> bool:
    task = await PersonDataTaskDocument.get(task_id, session=tx.session)
    if task is None or task.run_at is None or task.run_at > now():
        return False
    task.run_at = now() + _CLAIM
    await task.replace(session=tx.session)
    return True


@transactional
async def _copied(tx: Transaction, task_id: str, made: str, pieces: int) -> bool:
    task = await PersonDataTaskDocument.get(task_id, session=tx.session)
    if task is None or task.is_told:
        return False
    task.run_at, task.is_told = None, True
    task.file, task.pieces, task.kept_until = made, pieces, now() + COPY_KEPT
    await task.replace(session=tx.session)
    tx.emit(PersonDataGathered(request=task.id))
    return True


@transactional
async def _erased(tx: Transaction, task_id: str) -> None:
    """Tell auth, and look once more when no token of theirs can live any longer."""
    task = await PersonDataTaskDocument.get(task_id, session=tx.session)
    if task is None:
        return
    if task.is_told:
        task.run_at = None
    else:
        task.is_told, task.run_at = True, now() + _AGAIN_AFTER
        tx.emit(PersonDataErased(request=task.id))
    await task.replace(session=tx.session)


async def _forget_copies(qa: QaRuntime) -> None:
    over = PersonDataTaskDocument.find({"kept_until": {"$lt": now()}})
    for task in await over.to_list():
        await storing.forget(task.file, task.pieces)
        await task.delete()
