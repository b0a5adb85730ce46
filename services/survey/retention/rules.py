"""What survey forgets after its time; what was rated, the figures and the ledger stay.

A text is emptied where it was sent and its copy goes, in one transaction: the roller never sees one
without the other, and a recount still equals the figures. A poll counts who wrote something, so an
empty text stays in its place.
"""

from datetime import datetime

from services.survey.alerts.model import SPAN
from services.survey.reports.documents import file_id
from services.survey.reports.plans import MADE_UP_FOR
from services.survey.settings import SurveySettings
from shared.contracts.survey.alerts import AlertState
from shared.marks import mark
from shared.mongo import Transaction
from shared.retention import Json, Rule, delete_row


def rules(settings: SurveySettings) -> list[Rule]:
    """Return the rules by these settings."""
    texts = settings.texts_kept_days
    return [
        Rule("comments", "comments", texts, _marked_before, _forget_comment),
        Rule("texts written in polls", "poll_texts", texts, _marked_before, _forget_poll_text),
        Rule("texts in the quarantine", "quarantine", texts, _held_before, _forget_held_texts),
        Rule("resolved alerts", "alerts", settings.alerts_kept_days, _resolved_before),
        Rule("reports", "reports", settings.reports_kept_days, _made_before, _forget_report),
    ]


def _marked_before(limit: datetime) -> Json:
    return {"mark": {"$lt": mark(limit)}}


async def _forget_comment(tx: Transaction, collection: str, row: Json) -> None:
    emptied = {"$unset": {"other": ""}}
    await tx.database["responses"].update_one({"_id": row["_id"]}, emptied, session=tx.session)
    await delete_row(tx, collection, row)


async def _forget_poll_text(tx: Transaction, collection: str, row: Json) -> None:
    response = row["_id"].rpartition(":")[0]
    emptied = {"$set": {f"texts.{row['question']}": ""}}
    await tx.database["responses"].update_one({"_id": response}, emptied, session=tx.session)
    await delete_row(tx, collection, row)


def _held_before(limit: datetime) -> Json:
    return {"text_mark": {"$lt": mark(limit)}}


async def _forget_held_texts(tx: Transaction, collection: str, row: Json) -> None:
    texts = {f"response.texts.{question}": "" for question in row["response"].get("texts", {})}
    emptied = {
        "$unset": {"response.other": "", "text_mark": ""},
        **({"$set": texts} if texts else {}),
    }
    await tx.database[collection].update_one({"_id": row["_id"]}, emptied, session=tx.session)


def _resolved_before(limit: datetime) -> Json:
    """While its four weeks may be looked at again, an alert stays: else it would open anew."""
    return {"mark": {"$lt": mark(limit - SPAN)}, "state": AlertState.RESOLVED.value}


def _made_before(limit: datetime) -> Json:
    """While its period may still be reported on by itself, a report stays: else it is made anew."""
    return {"mark": {"$lt": mark(limit - MADE_UP_FOR)}, "due_at": None}


async def _forget_report(tx: Transaction, collection: str, row: Json) -> None:
    for kind in row.get("files", []):
        await delete_row(tx, "report_files", {"_id": file_id(row["_id"], kind)})
    await delete_row(tx, collection, row)
