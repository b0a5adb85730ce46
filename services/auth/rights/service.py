"""What people ask for about their own data, and what is done about it; each is one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from services.auth.audit.service import record
from services.auth.bootstrap import AuthRuntime
from services.auth.people.documents import PersonDocument, number_hashes
from services.auth.people.model import PersonNotFound
from services.auth.rights.clock import calendar_to_count_by
from services.auth.rights.documents import RightsRequestDocument
from services.auth.rights.erasing import erase_account, no_token_of
from services.auth.rights.model import (
    ReceivedOnUnusable,
    RightAlreadyRequested,
    RightsRequest,
    RightsRequestNotFound,
    StaffDataKept,
)
from services.auth.rights.terms import due_at, extended, respond_by, term_of
from shared.cipher import Cipher
from shared.clock import HO_CHI_MINH, local_day, now, today
from shared.contracts.auth.rights import (
    EnterRight,
    PersonDataWanted,
    PersonErasureWanted,
    RequestRight,
    RightRequested,
)
from shared.idempotency import Once
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional

_LATEST_ENTRY = timedelta(days=60)


class _Made(BaseModel):
    """Which request was made first; what it says stands in its record alone."""

    id: str


@dataclass(frozen=True)
class Handling:
    """Who looks after which request, having read which version."""

    runtime: AuthRuntime
    by: Caller
    request: str
    version: int


@transactional
async def request_right(
    tx: Transaction, cipher: Cipher, by: Caller, form: RequestRight, once: Once
) -> RightsRequest:
    """Take a request; a copy of the data is begun at once. The same again is the first one."""
    if first := await once.first_answer(tx, _Made):
        return await load(tx, cipher, first.id, by)
    stored = await PersonDocument.get(by.id, session=tx.session)
    if stored is None:
        raise PersonNotFound
    request = await _begin(tx, cipher, stored, form, now())
    await _note(tx, request, "rights.requested", by.id)
    once.keep(tx, _Made(id=request.id))
    return request


@transactional
async def enter_requests(
    tx: Transaction, cipher: Cipher, by: Caller, form: EnterRight
) -> list[RightsRequest]:
    """Enter a request that came by letter: one for each account of the number's holder.

    Raises `PersonNotFound` when nobody with this number ever signed in.
    """
    if not today() - _LATEST_ENTRY <= form.received_on <= today():
        raise ReceivedOnUnusable
    hashes = number_hashes(cipher, form.number)
    found = PersonDocument.find({"number_hash": {"$in": hashes}}, session=tx.session)
    at = datetime.combine(form.received_on, now().astimezone(HO_CHI_MINH).timetz())
    entered = [
        await _begin(tx, cipher, stored, form, at.astimezone(UTC))
        for stored in await found.to_list()
    ]
    if not entered:
        raise PersonNotFound
    for request in entered:
        await _note(tx, request, "rights.entered", by.id)
    return entered


async def _begin(
    tx: Transaction, cipher: Cipher, stored: PersonDocument, form: RequestRight, at: datetime
) -> RightsRequest:
    """Store a new request of somebody, its clock started; a copy of the data is begun at once."""
    if form.kind == "erase" and stored.is_managed:
        raise StaffDataKept
    await _must_be_the_only_one(tx, stored.id, form)
    calendar = await calendar_to_count_by(tx)
    term = term_of(form.kind, local_day(at))
    request = RightsRequest(
        id=new_id(), person=stored.id, kind=form.kind, text=form.text, made_at=at,
        respond_by=respond_by(calendar, at, term), due_at=due_at(calendar, at, term),
        extension_days=term.extension_days, source=term.source, source_en=term.source_en,
    )  # fmt: skip
    if form.kind == "view":
        request.run(at)
        tx.emit(PersonDataWanted(request=request.id, person=stored.id))
    else:
        tx.emit(RightRequested(request=request.id, due_at=request.respond_by))
    await RightsRequestDocument.sealed(request, cipher).insert(session=tx.session)
    return request


async def _must_be_the_only_one(tx: Transaction, person: str, form: RequestRight) -> None:
    """Raise when one of the kind is open; two at once meet at the person's record."""
    found = RightsRequestDocument.find({"person": person}, session=tx.session)
    if any(one.open_mark and one.kind == form.kind for one in await found.to_list()):
        raise RightAlreadyRequested
    people = PersonDocument.get_pymongo_collection()
    touched = {"$set": {"changed_at": now()}}
    await people.update_one({"_id": person}, touched, session=tx.session)


@transactional
async def withdraw_request(tx: Transaction, handling: Handling) -> RightsRequest:
    """Take one's own request back while nobody has decided."""
    cipher = handling.runtime.cipher
    request = await load(tx, cipher, handling.request, handling.by)
    request.check_version(handling.version)
    request.withdraw(now())
    return await _save(tx, cipher, request, "rights.withdrawn", handling.by.id)


@transactional
async def acknowledge_request(tx: Transaction, handling: Handling) -> RightsRequest:
    """Tell the person that the request is being looked after."""
    request = await _open(tx, handling)
    request.acknowledge(handling.by.id, now())
    cipher = handling.runtime.cipher
    return await _save(tx, cipher, request, "rights.acknowledged", handling.by.id)


@transactional
async def extend_request(tx: Transaction, handling: Handling, reason: str) -> RightsRequest:
    """Take longer, once."""
    request = await _open(tx, handling)
    term = term_of(request.kind, local_day(request.made_at))
    due = extended(await calendar_to_count_by(tx), request.due_at, term)
    request.extend(due, reason, handling.by.id, now())
    cipher = handling.runtime.cipher
    return await _save(tx, cipher, request, "rights.extended", handling.by.id)


@transactional
async def refuse_request(tx: Transaction, handling: Handling, reason: str) -> RightsRequest:
    """Refuse a request, with the reason."""
    request = await _open(tx, handling)
    request.refuse(reason, handling.by.id, now())
    cipher = handling.runtime.cipher
    return await _save(tx, cipher, request, "rights.refused", handling.by.id)


async def agree_to_request(handling: Handling, answer: str) -> RightsRequest:
    """End a request with what was done; an erasure begins, and the account is gone at once."""
    stored = await RightsRequestDocument.get(handling.request)
    if stored is None:
        raise RightsRequestNotFound
    if stored.kind != "erase":
        return await _agree(handling.runtime.mongo, handling, answer)
    async with no_token_of(handling.runtime, stored.person):
        return await _agree(handling.runtime.mongo, handling, answer)


@transactional
async def _agree(tx: Transaction, handling: Handling, answer: str) -> RightsRequest:
    cipher, request = handling.runtime.cipher, await _open(tx, handling)
    request.agree(answer, handling.by.id, now())
    action = "rights.agreed"
    if request.kind == "erase":
        request.text = request.answer = request.extension_reason = ""
        await erase_account(tx, request.person)
        tx.emit(PersonErasureWanted(request=request.id, person=request.person))
        action = "rights.erasure_begun"
    return await _save(tx, cipher, request, action, handling.by.id)


async def load(
    tx: Transaction, cipher: Cipher, request: str, person: Caller | None = None
) -> RightsRequest:
    """Return a request, of this person if one is given; raises `RightsRequestNotFound`."""
    stored = await RightsRequestDocument.get(request, session=tx.session)
    if stored is None or (person is not None and stored.person != person.id):
        raise RightsRequestNotFound
    return stored.opened(cipher)


async def _open(tx: Transaction, handling: Handling) -> RightsRequest:
    request = await load(tx, handling.runtime.cipher, handling.request)
    request.check_version(handling.version)
    return request


async def _save(
    tx: Transaction, cipher: Cipher, request: RightsRequest, action: str, by: str
) -> RightsRequest:
    await RightsRequestDocument.sealed(request, cipher).replace(session=tx.session)
    await _note(tx, request, action, by)
    return request


async def _note(tx: Transaction, request: RightsRequest, action: str, by: str) -> None:
    await record(tx, action, person=request.person, actor=by, kind=request.kind, request=request.id)
