"""Counting questions of a period and subtree; read-time counting, by the index of `asked_at`."""

from datetime import datetime
from typing import Any

from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import OPEN
from shared.contracts.qa.figures import QaFigures

Json = dict[str, Any]


async def count(
    units: set[str] | None, start: datetime | None, end: datetime, at: datetime
) -> QaFigures:
    """Return the figures of questions asked from `start` up to `end`; None means all units."""
    questions = QuestionDocument.get_pymongo_collection()
    found = await (await questions.aggregate(pipeline(units, start, end, at))).to_list()
    counts: Json = found[0] if found else {}
    on_time, due = counts.get("on_time", 0), counts.get("answered", 0) + counts.get("overdue", 0)
    return QaFigures(
        received=counts.get("received", 0),
        answered=counts.get("answered", 0),
        open=counts.get("open", 0),
        overdue=counts.get("overdue", 0),
        escalated=counts.get("escalated", 0),
        on_time=on_time,
        on_time_share=on_time / due if due else None,
        as_of=at,
    )


def pipeline(
    units: set[str] | None, start: datetime | None, end: datetime, at: datetime
) -> list[Json]:
    """Return the aggregation that counts."""
    period: Json = {"$lt": end} | ({"$gte": start} if start else {})
    narrowed = [] if units is None else [{"$match": {"lead_unit": {"$in": sorted(units)}}}]
    is_open: Json = {"$in": ["$status", [status.value for status in OPEN]]}
    is_answered: Json = {"$ne": [{"$ifNull": ["$answer.answered_at", None]}, None]}
    return [
        {"$match": {"asked_at": period}},
        *narrowed,
        {
            "$group": {
                "_id": None,
                "received": {"$sum": 1},
                "answered": _count(is_answered),
                "open": _count(is_open),
                "overdue": _count({"$and": [is_open, {"$lt": ["$due_at", at]}]}),
                "escalated": _count({"$gt": ["$escalation_level", 0]}),
                "on_time": _count(
                    {"$and": [is_answered, {"$lte": ["$answer.answered_at", "$due_at"]}]}
                ),
            }
        },
    ]


def _count(condition: Json) -> Json:
    return {"$sum": {"$cond": [condition, 1, 0]}}
