"""Reading what is held back, what was decided, and how many there are."""

from collections.abc import Mapping
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.counting import POLL
from services.survey.quarantine.documents import DecisionDocument, HeldDocument
from services.survey.quarantine.model import Verdict
from shared.contracts.survey.quarantine import DecisionOut, HeldOut, QuarantineCounts
from shared.marks import MarkedList, cut_page
from shared.paging import Page
from shared.personal_text import mask_personal


async def browse_held(
    portal: str | None, verdict: Verdict, cursor: str | None, limit: int
) -> Page[HeldOut]:
    """Return responses with a verdict, the newest first."""
    listed = held_list(portal, verdict)
    rows = await listed.rows(HeldDocument.get_pymongo_collection(), limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    return Page(items=[_out(row) for row in shown], next_cursor=following)


def held_list(portal: str | None, verdict: Verdict) -> MarkedList:
    """Return the list of responses with a verdict."""
    select = {"verdict": verdict.value} | ({"portal": portal} if portal else {})
    return MarkedList("mark", select, newest_first=True)


def _out(row: Mapping[str, Any]) -> HeldOut:
    response = row["response"]
    return HeldOut(
        id=row["_id"],
        portal=row["portal"],
        received_at=row["received_at"],
        signs=row["signs"],
        verdict=row["verdict"],
        ratings=response["ratings"],
        other=mask_personal(response.get("other", "")),
        texts={key: mask_personal(text) for key, text in response.get("texts", {}).items()},
    )


async def read_ledger(limit: int) -> list[DecisionOut]:
    """Return the newest decisions."""
    found = await DecisionDocument.find_all().sort("-at").limit(limit).to_list()
    return [
        DecisionOut(
            id=one.id,
            at=one.at,
            by=one.by,
            verdict=one.verdict.value,
            reason=one.reason,
            responses=len(one.responses),
        )
        for one in found
    ]


async def count_month(survey: SurveyRuntime, month: str) -> dict[str, QuarantineCounts]:
    """Return how many of a month's responses were held back, by portal."""
    return await count_months(survey, month, month)


async def count_months(survey: SurveyRuntime, first: str, last: str) -> dict[str, QuarantineCounts]:
    """Return how many responses of some months were held back, by portal."""
    by = {"portal": "$portal", "verdict": "$verdict"}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"month": {"$gte": first, "$lte": last}}},
        {"$group": {"_id": by, "number": {"$sum": 1}}},
    ]
    found = await survey.mongo.database["quarantine"].aggregate(pipeline)
    counts: dict[str, QuarantineCounts] = {}
    for row in await found.to_list():
        portal = row["_id"]["portal"]
        if portal.startswith(POLL):
            continue
        counted = counts.setdefault(portal, QuarantineCounts(portal=portal))
        setattr(counted, row["_id"]["verdict"], row["number"])
    return counts
