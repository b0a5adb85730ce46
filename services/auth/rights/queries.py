"""Reading requests: one's own, and the work list; and what is known of a person, for themselves."""

from typing import Any, Literal

from services.auth.audit.documents import AuditEventDocument
from services.auth.people.documents import IdentityDocument, PersonDocument
from services.auth.people.model import PersonNotFound
from services.auth.rights.documents import RightsRequestDocument
from services.auth.rights.model import CopyNotReady, RightsRequest, RightsRequestNotFound
from services.auth.sessions.documents import SessionDocument
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.rights import OwnProfile, RightsRequestOut, RightsWorkItem
from shared.marks import MarkedList, cut_page
from shared.paging import Page

WorkState = Literal["open", "settled"]
_MOST_EVENTS = 1_000
_OF_SESSIONS = {"created_at", "seen_at", "ended_at", "end_reason", "loa", "issuer", "device"}
_AS_STORED = set(RightsRequestOut.model_fields) - {"is_overdue"}


async def list_own(cipher: Cipher, person: str) -> list[RightsRequestOut]:
    """Return a person's requests, the newest first."""
    found = await RightsRequestDocument.find({"person": person}).sort("-_id").to_list()
    return [request_out(stored.opened(cipher)) for stored in found]


async def find_own(cipher: Cipher, person: str, request: str) -> RightsRequest:
    """Return a person's request; raises `RightsRequestNotFound` for anybody else's."""
    stored = await RightsRequestDocument.get(request)
    if stored is None or stored.person != person:
        raise RightsRequestNotFound
    return stored.opened(cipher)


async def list_work(
    cipher: Cipher, state: WorkState, cursor: str | None, limit: int
) -> Page[RightsWorkItem]:
    """Return open requests, the next due first, or settled ones, the newest first."""
    field = f"{state}_mark"
    listed = MarkedList(field, newest_first=state == "settled")
    rows = RightsRequestDocument.get_pymongo_collection()
    found, following = cut_page(await listed.rows(rows, limit + 1, cursor), field, limit)
    requests = [RightsRequestDocument.model_validate(row).opened(cipher) for row in found]
    names = await _names(cipher, requests)
    items = [_work_item(one, names) for one in requests]
    return Page[RightsWorkItem](items=items, next_cursor=following)


async def show_work_item(cipher: Cipher, request: RightsRequest) -> RightsWorkItem:
    """Return a request for who looks after it."""
    return _work_item(request, await _names(cipher, [request]))


async def find_request(cipher: Cipher, request: str) -> RightsRequest:
    """Return anybody's request."""
    stored = await RightsRequestDocument.get(request)
    if stored is None:
        raise RightsRequestNotFound
    return stored.opened(cipher)


async def show_profile(cipher: Cipher, person: str) -> OwnProfile:
    """Return what is known of a person."""
    stored = await PersonDocument.get(person)
    if stored is None:
        raise PersonNotFound
    known = stored.opened(cipher)
    accounts = await IdentityDocument.find({"person": person}).to_list()
    return OwnProfile(
        id=known.id, name=known.name, account=known.account, email=known.email,
        number_last4=known.number[-4:], language=known.language,
        issuers=sorted({one.issuer for one in accounts}), since=stored.created_at,
        is_staff=known.is_managed,
    )  # fmt: skip


async def own_copy(cipher: Cipher, request: RightsRequest) -> dict[str, Any]:
    """Return everything auth holds of a person, as JSON; raises `CopyNotReady`."""
    if request.copy_until is None or request.copy_until < now():
        raise CopyNotReady
    person = request.person
    stored = await PersonDocument.get(person)
    if stored is None:
        raise PersonNotFound
    known = stored.opened(cipher)
    sessions = await SessionDocument.find({"person": person}).sort("-created_at").to_list()
    events = AuditEventDocument.find({"person": person}).sort("-_id").limit(_MOST_EVENTS)
    return {
        "profile": known.model_dump(mode="json", exclude={"version", "sessions_from"}),
        "issuers": (await show_profile(cipher, person)).issuers,
        "sessions": [one.model_dump(mode="json", include=_OF_SESSIONS) for one in sessions],
        "events": [
            one.model_dump(mode="json", include={"at", "action", "reason"})
            for one in await events.to_list()
        ],
        "requests": [one.model_dump(mode="json") for one in await list_own(cipher, person)],
    }


def request_out(request: RightsRequest) -> RightsRequestOut:
    """Return a request as its person reads it."""
    return RightsRequestOut(
        **request.model_dump(include=_AS_STORED), is_overdue=request.is_overdue(now())
    )


def _work_item(request: RightsRequest, names: dict[str, str]) -> RightsWorkItem:
    return RightsWorkItem(
        **request_out(request).model_dump(),
        person=request.person,
        person_name=names.get(request.person, ""),
        is_response_late=request.is_response_late(now()),
        can_extend=request.can_extend,
        handled_by_name=names.get(request.handled_by, ""),
    )


async def _names(cipher: Cipher, requests: list[RightsRequest]) -> dict[str, str]:
    """Return the names of who asks and who looks after it; an erased person has none."""
    ids = {one for request in requests for one in (request.person, request.handled_by)}
    found = await PersonDocument.find({"_id": {"$in": sorted(ids)}}).to_list()
    return {stored.id: stored.opened(cipher).name for stored in found}
