"""What qa forgets after its time; questions, answers, timelines and consents stay.

Settled questions lose what tells who sent them, a while after nobody can reopen them any more.
"""

from datetime import datetime

from services.qa.files import storing
from services.qa.settings import QaSettings
from shared.marks import mark
from shared.mongo import Transaction
from shared.retention import Json, Rule, delete_row


def rules(settings: QaSettings) -> list[Rule]:
    """Return the rules by these settings."""
    return [
        Rule(
            "who sent settled questions", "questions", settings.senders_kept_days,
            _settled_before, _forget_sender,
        ),
        Rule("notifications", "deliveries", settings.notifications_kept_days, _sent_before),
        Rule("calls of webhooks", "webhook_deliveries", settings.webhook_calls_kept_days,
             _sent_before),
        Rule("imports", "imports", settings.imports_kept_days, _imported_before, _forget_import),
    ]  # fmt: skip


def _settled_before(limit: datetime) -> Json:
    return {"sender_mark": {"$lt": mark(limit)}}


async def _forget_sender(tx: Transaction, collection: str, row: Json) -> None:
    """Forget contact details and the files that came with them."""
    emptied = {"$unset": {"contact": "", "sender_mark": ""}}
    await tx.database[collection].update_one({"_id": row["_id"]}, emptied, session=tx.session)
    held = tx.database["attachments"].find({"question": row["_id"]}, session=tx.session)
    for attachment in await held.to_list():
        if attachment["by"] == "sender":
            await storing.forget(attachment["_id"], attachment["pieces"], tx)
            await delete_row(tx, "attachments", attachment)


def _sent_before(limit: datetime) -> Json:
    return {"created_at": {"$lt": limit}, "next_attempt_at": None}


def _imported_before(limit: datetime) -> Json:
    return {"mark": {"$lt": mark(limit)}, "run_at": None}


async def _forget_import(tx: Transaction, collection: str, row: Json) -> None:
    """Forget the file, what was wrong with its rows, and the import; what it brought stays."""
    await storing.forget(row["_id"], row["pieces"], tx)
    errors = tx.database["import_errors"]
    found = errors.find({"import_id": row["_id"]}, {"_id": 1}, session=tx.session)
    # Tens of thousands may be: one by one they would outlast a transaction.
    named = {"_id": {"$in": [error["_id"] for error in await found.to_list()]}}
    await errors.delete_many(named, session=tx.session)
    await delete_row(tx, collection, row)
