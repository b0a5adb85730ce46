"""Ending a transaction whose process was killed, so that its successor need not wait a minute.

The server keeps what a dead client's transaction has written locked until it expires (60 seconds
by default). Work that must go on at once notes its session before it begins, and on meeting a lock
that does not go away has every noted session ended. Ending that of a living process is safe: its
transaction starts again (`Mongo.run`).
"""

from datetime import timedelta

from shared.clock import now
from shared.mongo import Mongo, Transaction

_NOTES = "open_transactions"
_KEPT = timedelta(hours=1)


async def note_transaction(tx: Transaction, work: str) -> None:
    """Note, outside the transaction, in which session this kind of work is being done."""
    session_id = tx.session.session_id["id"]
    change = {"$set": {"work": work, "begun_at": now()}}
    await tx.database[_NOTES].update_one({"_id": session_id}, change, upsert=True)


async def end_noted_transactions(mongo: Mongo, work: str) -> int:
    """End every noted transaction of this kind of work; return how many were noted."""
    notes = await mongo.database[_NOTES].find({"work": work}).to_list()
    if notes:
        sessions = [{"id": note["_id"]} for note in notes]
        await mongo.database.client.admin.command({"killSessions": sessions})
    # The others stay: one of them may have begun again, with a note made before the end.
    old = [note["_id"] for note in notes if note["begun_at"] < now() - _KEPT]
    await mongo.database[_NOTES].delete_many({"_id": {"$in": old}})
    return len(notes)
