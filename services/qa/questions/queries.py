"""Lists of questions: the public ones, the responders' queue, similar ones. Each has its index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import OPEN, Answer
from services.qa.questions.views import answer_out
from services.qa.topics.queries import all_topics
from shared.clock import now
from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.questions import PublicQuestion, QuestionStatus, QueueItem
from shared.folding import fold, search_terms
from shared.identity import Caller
from shared.ids import normal_code
from shared.marks import MarkedList, cut_page, mark
from shared.paging import Page

Json = dict[str, Any]
QueueFilter = Literal["all", "mine", "unassigned", "due_soon", "overdue", "answered"]

_PUBLIC_FIELDS = ("code", "title", "body", "lead_unit", "topic", "asked_at", "answer")
_QUEUE_FIELDS = (
    "code", "title", "status", "lead_unit", "asked_at", "due_at", "due_soon_at", "assignee",
    "escalation_level", "answer.answered_at",
)  # fmt: skip
_SUGGESTED = 5
_CANDIDATES = 200
_TERMS_ASKED = 12


async def browse(
    q: str | None, unit: str | None, topic: str | None, cursor: str | None, limit: int
) -> Page[PublicQuestion]:
    """Return published questions, newest first, that hold every word of `q`."""
    listed = public_list(q, unit, topic)
    if listed is None:
        return Page(items=[])
    questions = QuestionDocument.get_pymongo_collection()
    rows = await listed.rows(questions, limit + 1, cursor, _PUBLIC_FIELDS)
    shown, following = cut_page(rows, listed.field, limit)
    return Page(items=await _public(shown), next_cursor=following)


def public_list(q: str | None, unit: str | None, topic: str | None) -> MarkedList | None:
    """Return the public list so narrowed; None when `q` holds no word."""
    also: Json = {}
    select: Json = {}
    if q is not None:
        words = sorted((term for term in search_terms(q) if " " not in term), key=len)
        if not words:
            return None
        select = {"search_terms": words[-1]}  # the longest word is likely the rarest
        also = {"search_terms": {"$all": words}}
    for field, wanted in (("lead_unit", unit), ("topic", topic)):
        if wanted is not None:
            (also if select else select)[field] = wanted
    return MarkedList("public_mark", select, newest_first=True, also=also)


async def suggest(text: str) -> list[PublicQuestion]:
    """Return published questions that share the most pairs of syllables with a text."""
    terms = search_terms(text)
    asked = ([term for term in terms if " " in term] or terms)[:_TERMS_ASKED]
    if not asked:
        return []
    questions = QuestionDocument.get_pymongo_collection()
    fields = dict.fromkeys((*_PUBLIC_FIELDS, "search_terms"), 1)
    found = questions.find(suggestions_filter(asked), fields).limit(_CANDIDATES)
    wanted = set(asked)
    ranked = sorted(
        await found.to_list(), key=lambda row: len(wanted & set(row["search_terms"])), reverse=True
    )
    return await _public(ranked[:_SUGGESTED])


def suggestions_filter(terms: Sequence[str]) -> Json:
    """Return what finds questions with any of these terms; only public ones have terms."""
    return {"search_terms": {"$in": list(terms)}}


async def _public(rows: Sequence[Json]) -> list[PublicQuestion]:
    units = await directory.unit_refs(row["lead_unit"] for row in rows)
    topics = {topic.id: topic for topic in await all_topics()} if rows else {}
    found = []
    for row in rows:
        answer = answer_out(Answer.model_validate(row["answer"]), units)
        assert answer is not None  # noqa: S101 - only answered questions are public
        found.append(
            PublicQuestion(
                code=row["code"],
                title=row["title"],
                body=row["body"],
                unit=units[row["lead_unit"]],
                topic=topics.get(row.get("topic", "")),
                asked_at=row["asked_at"],
                answer=answer,
            )
        )
    return found


@dataclass(frozen=True)
class QueueRequest:
    """Which part of the queue is asked for."""

    units: Sequence[str] | None
    """None: every unit's."""
    filter: QueueFilter = "all"
    status: QuestionStatus | None = None
    assignee: str | None = None
    q: str | None = None

    @property
    def shows_answered(self) -> bool:
        """Whether answered questions are asked for instead of open ones."""
        return self.filter == "answered" or (self.status is not None and self.status not in OPEN)


async def queue(
    qa: QaRuntime, wanted: QueueRequest, caller: Caller, cursor: str | None, limit: int
) -> Page[QueueItem]:
    """Return the open questions of some units, the soonest due first (or the answered, newest)."""
    at = now()
    questions = QuestionDocument.get_pymongo_collection()
    rows: list[Json] = []
    for listed in queue_lists(wanted, caller, at):
        rows += await listed.rows(questions, limit + 1, cursor, _QUEUE_FIELDS)
    field = _queue_field(wanted)
    rows.sort(key=lambda row: str(row[field]), reverse=wanted.shows_answered)
    shown, following = cut_page(rows, field, limit)
    return Page(items=await _queue_items(qa, shown, at), next_cursor=following)


def queue_lists(wanted: QueueRequest, caller: Caller, at: datetime) -> list[MarkedList]:
    """Return the lists to merge: one for each unit, or the one of all."""
    selects: list[Json] = [{}]
    if wanted.units is not None:
        selects = [{"lead_unit": unit} for unit in wanted.units]
    also = _queue_conditions(wanted, caller, at)
    bounds = {}
    if wanted.filter == "overdue":
        bounds["before"] = mark(at)
    elif wanted.filter == "due_soon":
        bounds["after"] = mark(at)
    return [
        MarkedList(
            _queue_field(wanted), select, newest_first=wanted.shows_answered, also=also, **bounds
        )
        for select in selects
    ]


def _queue_field(wanted: QueueRequest) -> str:
    return "answered_mark" if wanted.shows_answered else "queue_mark"


def _queue_conditions(wanted: QueueRequest, caller: Caller, at: datetime) -> Json:
    conditions: Json = {}
    if wanted.status is not None:
        conditions["status"] = wanted.status.value
    if wanted.assignee is not None or wanted.filter == "mine":
        conditions["assignee"] = wanted.assignee or caller.id
    elif wanted.filter == "unassigned":
        conditions["assignee"] = None
    if wanted.filter == "due_soon":
        conditions["due_soon_at"] = {"$lte": at}
    if wanted.q is not None:
        conditions["$or"] = [
            {"code": normal_code(wanted.q)},
            {"title_key": {"$regex": re.escape(fold(wanted.q))}},
        ]
    return conditions


async def _queue_items(qa: QaRuntime, rows: Sequence[Json], at: datetime) -> list[QueueItem]:
    units = await directory.unit_refs(row["lead_unit"] for row in rows)
    people = {row["assignee"] for row in rows if "assignee" in row}
    names = await directory.person_names(people, qa.cipher)
    return [_queue_item(row, units, names, at) for row in rows]


def _queue_item(
    row: Json, units: dict[str, UnitRef], names: dict[str, str], at: datetime
) -> QueueItem:
    measured = row.get("answer", {}).get("answered_at", at)
    is_open = QuestionStatus(row["status"]) in OPEN
    is_overdue = measured > row["due_at"]
    return QueueItem(
        code=row["code"],
        title=row["title"],
        status=row["status"],
        unit=units[row["lead_unit"]],
        asked_at=row["asked_at"],
        due_at=row["due_at"],
        is_overdue=is_overdue,
        is_due_soon=is_open and not is_overdue and at >= row["due_soon_at"],
        assignee=names.get(row.get("assignee", ""), ""),
        escalation_step=row.get("escalation_level", 0),
    )
