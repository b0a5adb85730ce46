"""Erasing an account here: who somebody was, how they signed in, what they wrote to us.

The audit log and the requests themselves keep the bare id, which then leads to nobody.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.auth.bootstrap import AuthRuntime
from services.auth.history.documents import RecordVersionDocument
from services.auth.people.documents import IdentityDocument, PersonDocument
from services.auth.rights.documents import SEALED, RightsRequestDocument
from services.auth.rights.model import StaffDataKept
from services.auth.sessions.documents import SessionDocument
from shared.documents import Document
from shared.mongo import Transaction


@asynccontextmanager
async def no_token_of(runtime: AuthRuntime, person: str) -> AsyncIterator[None]:
    """End a person's sessions in memory before and keep no token of theirs during a change."""
    found = await SessionDocument.find({"person": person, "ended_at": None}).to_list()
    async with runtime.marks.changing([person]):
        await runtime.session_cache.end([session.id for session in found])
        yield


async def erase_account(tx: Transaction, person: str) -> None:
    """Delete the person, their accounts, sessions and history; empty what they wrote to us."""
    stored = await PersonDocument.get(person, session=tx.session)
    if stored is not None and stored.is_managed:
        raise StaffDataKept
    await _delete(tx, PersonDocument, {"_id": person})
    await _delete(tx, IdentityDocument, {"person": person})
    await _delete(tx, SessionDocument, {"person": person})
    await _delete(tx, RecordVersionDocument, {"entity": "person", "record": person})
    requests = RightsRequestDocument.get_pymongo_collection()
    written = requests.find({"person": person}, {"_id": 1}, session=tx.session)
    for row in await written.to_list():
        emptied = {"$set": dict.fromkeys(SEALED, "")}
        await requests.update_one({"_id": row["_id"]}, emptied, session=tx.session)


async def _delete(tx: Transaction, kind: type[Document], condition: dict[str, str]) -> None:
    rows = kind.get_pymongo_collection()
    found = await rows.find(condition, {"_id": 1}, session=tx.session).to_list()
    for row in found:
        await rows.delete_one({"_id": row["_id"]}, session=tx.session)
