"""What other services did about a request, by their events, and telling of those that are late."""

from services.auth.audit.service import record
from services.auth.bootstrap import AuthRuntime
from services.auth.rights.documents import RightsRequestDocument
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.rights import COPY_KEPT, RightLate
from shared.contracts.qa.personal_data import PersonDataErased, PersonDataGathered
from shared.mongo import Transaction, transactional


async def bring_runtime(runtime: AuthRuntime, _event: object) -> AuthRuntime:
    """Hand the runtime to what acts: it seals again what it read."""
    return runtime


async def note_gathered(tx: Transaction, event: PersonDataGathered, runtime: AuthRuntime) -> None:
    """Note that a copy of the data is ready, and until when it can be had."""
    await _complete(tx, event.request, runtime, has_copy=True)


async def note_erased(tx: Transaction, event: PersonDataErased, runtime: AuthRuntime) -> None:
    """Note that an erasure is done."""
    await _complete(tx, event.request, runtime, has_copy=False)


async def _complete(
    tx: Transaction, request_id: str, runtime: AuthRuntime, *, has_copy: bool
) -> None:
    stored = await RightsRequestDocument.get(request_id, session=tx.session)
    if stored is None or stored.state != "running":
        return
    request, at = stored.opened(runtime.cipher), now()
    request.complete(at)
    if has_copy:
        request.copy_until = at + COPY_KEPT
    await RightsRequestDocument.sealed(request, runtime.cipher).replace(session=tx.session)
    await record(
        tx, "rights.completed", person=request.person, kind=request.kind, request=request.id
    )


async def tell_of_late(runtime: AuthRuntime) -> None:
    """Tell of every open request that passed one of its time limits, once for each limit."""
    waiting = RightsRequestDocument.find({"open_mark": {"$gt": ""}}).sort("open_mark")
    async for stored in waiting:
        if stored.opened(runtime.cipher).passed_limit(now()):
            await _tell_of_late(runtime.mongo, runtime.cipher, stored.id)


@transactional
async def _tell_of_late(tx: Transaction, cipher: Cipher, request_id: str) -> None:
    stored = await RightsRequestDocument.get(request_id, session=tx.session)
    limit = stored.opened(cipher).passed_limit(now()) if stored else None
    if limit is None:
        return
    rows = RightsRequestDocument.get_pymongo_collection()
    told = {"$set": {"late_told": limit}}
    await rows.update_one({"_id": request_id}, told, session=tx.session)
    tx.emit(RightLate(request=request_id, due_at=limit))
