"""What other services did about a request, by their events."""

from services.auth.audit.service import record
from services.auth.bootstrap import AuthRuntime
from services.auth.rights.documents import RightsRequestDocument
from shared.clock import now
from shared.contracts.auth.rights import COPY_KEPT
from shared.contracts.qa.personal_data import PersonDataErased, PersonDataGathered
from shared.mongo import Transaction


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
