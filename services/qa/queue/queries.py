"""Reading the queue: its rows, how many there are, and which changed. Each list has its index."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import OPEN
from services.qa.queue.model import COUNTED, QueueRequest, queue_lists
from services.qa.queue.waiting import soon_ends, tell_days_left
from shared.clock import now
from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.questions import QuestionStatus, QueueItem
from shared.contracts.qa.queue import COUNTED_UP_TO, QueueChanges, QueueCounts, QueueFilter
from shared.marks import MarkedList, cut_page, mark
from shared.paging import Page
from shared.personal_text import mask_personal
from shared.working_calendar import WorkingCalendar

Json = dict[str, Any]

_FIELDS = (
    "code", "title", "status", "lead_unit", "topic", "asked_at", "due_at", "due_soon_at",
    "assignee", "escalation_level", "version", "forwards", "answer.answered_at", "settled_at",
    "paused_since", "supports.unit", "supports.due_at", "supports.replied_at",
)  # fmt: skip
BELIEVED_A_SECOND = 100
"""A count of so many rows is believed for a second, one of twice as many for two; fewer never."""

_CHANGES_AT_ONCE = 100
_FARTHEST_BACK = timedelta(days=1)

# A change may become visible a little after the moment it carries: these seconds are read again.
_SLOWEST_COMMIT = timedelta(seconds=5)


async def queue(
    qa: QaRuntime, wanted: QueueRequest, cursor: str | None, limit: int
) -> Page[QueueItem]:
    """Return a page of the queue."""
    at = now()
    if wanted.filter is QueueFilter.DUE_SOON:
        wanted = replace(wanted, soon_until=await _soon_until(qa, at))
    questions = QuestionDocument.get_pymongo_collection()
    rows: dict[str, Json] = {}
    for listed in queue_lists(wanted, at):
        found = await listed.rows(questions, limit + 1, cursor, _FIELDS)
        rows |= {row["_id"]: row for row in found}
    ordered = sorted(
        rows.values(), key=lambda row: str(row[wanted.field]), reverse=wanted.newest_first
    )
    shown, following = cut_page(ordered, wanted.field, limit)
    return Page(items=await _items(qa, shown, wanted.own, at), next_cursor=following)


async def count(qa: QaRuntime, wanted: QueueRequest) -> QueueCounts:
    """Return how many rows each filter has; questions of several units count once for each."""
    at = now()
    soon_until = await _soon_until(qa, at)
    requests = [replace(wanted, filter=name, soon_until=soon_until) for name in COUNTED]
    counted = await asyncio.gather(*(_count(qa, one, at) for one in requests))
    return QueueCounts(counts=dict(zip(COUNTED, counted, strict=True)))


async def _count(qa: QaRuntime, wanted: QueueRequest, at: datetime) -> int:
    """Return how many rows a filter has; a large count is believed for some seconds."""
    if (known := qa.counted.get(wanted.scope)) is not None:
        return known
    questions = QuestionDocument.get_pymongo_collection()
    counted = 0
    for listed in queue_lists(wanted, at):
        counted += await listed.count(questions, COUNTED_UP_TO - counted)
        if counted >= COUNTED_UP_TO:
            break
    if counted >= BELIEVED_A_SECOND:
        qa.counted.keep(wanted.scope, counted, seconds=counted / BELIEVED_A_SECOND)
    return counted


async def changes(qa: QaRuntime, wanted: QueueRequest, since: datetime | None) -> QueueChanges:
    """Return what changed after a moment in the queue of these units, the latest first."""
    at = now()
    changed = QueueChanges(as_of=at - _SLOWEST_COMMIT)
    if since is None or since < at - _FARTHEST_BACK:
        changed.is_complete = since is None
        return changed
    questions = QuestionDocument.get_pymongo_collection()
    rows: dict[str, Json] = {}
    for select in [{}] if wanted.units is None else [{"concerned": one} for one in wanted.units]:
        listed = MarkedList("changed_mark", select, newest_first=True, after=mark(since))
        found = await listed.rows(questions, _CHANGES_AT_ONCE + 1, fields=_FIELDS)
        rows |= {row["_id"]: row for row in found}
    here = [row for row in rows.values() if _is_here(row, wanted.units)]
    changed.changed = await _items(qa, here[:_CHANGES_AT_ONCE], wanted.own, at)
    changed.gone = [row["code"] for row in rows.values() if not _is_here(row, wanted.units)]
    changed.is_complete = len(rows) <= _CHANGES_AT_ONCE
    return changed


def _is_here(row: Json, units: Collection[str] | None) -> bool:
    if units is None or row["lead_unit"] in units:
        return True
    return any(support["unit"] in units for support in row.get("supports", []))


async def _soon_until(qa: QaRuntime, at: datetime) -> datetime:
    """Return until when questions are due that any policy, by any calendar, calls due soon now."""
    rules = await qa.rules.get()
    most = max((policy.due_soon_working_days for policy in rules.policies), default=0)
    last = (soon_ends(calendar, at, most) for calendar in rules.calendars.values())
    return max(last, default=at)


async def _items(
    qa: QaRuntime, rows: Sequence[Json], own: Collection[str], at: datetime
) -> list[QueueItem]:
    units = await directory.unit_refs(row["lead_unit"] for row in rows)
    people = {row["assignee"] for row in rows if "assignee" in row}
    names = await directory.person_names(people, qa.cipher)
    items = [_item(row, units, names, own, at) for row in rows]
    tell_days_left(items, at, await _calendars(qa, {row["lead_unit"] for row in rows}))
    return items


async def _calendars(qa: QaRuntime, units: Collection[str]) -> dict[str, WorkingCalendar]:
    """Return the calendar of each unit, as far as we have copies of both."""
    known = (await qa.rules.get()).calendars
    found = UnitDocument.get_pymongo_collection().find(
        {"_id": {"$in": sorted(units)}}, {"calendar": 1}
    )
    named = {row["_id"]: row["calendar"] for row in await found.to_list()}
    return {unit: known[name] for unit, name in named.items() if name in known}


def _item(
    row: Json, units: dict[str, UnitRef], names: dict[str, str], own: Collection[str], at: datetime
) -> QueueItem:
    status = QuestionStatus(row["status"])
    is_open = status in OPEN
    settled_at = row.get("answer", {}).get("answered_at") or row.get("settled_at") or at
    measured = row.get("paused_since") or at if is_open else settled_at
    is_overdue = measured > row["due_at"]
    supports = row.get("supports", [])
    is_led = row["lead_unit"] in own or not any(one["unit"] in own for one in supports)
    owed = [
        support["due_at"]
        for support in supports
        if is_open and support["unit"] in own and "replied_at" not in support
    ]
    return QueueItem(
        code=row["code"],
        title=row["title"] if is_led else mask_personal(row["title"]),
        status=status,
        unit=units[row["lead_unit"]],
        topic=row.get("topic"),
        asked_at=row["asked_at"],
        due_at=row["due_at"],
        is_overdue=is_overdue,
        is_due_soon=is_open and not is_overdue and measured >= row["due_soon_at"],
        assignee=names.get(row.get("assignee", ""), ""),
        escalation_step=row.get("escalation_level", 0),
        version=row["version"],
        forwards=row.get("forwards", 0),
        waits_for_sender=status is QuestionStatus.INFO_REQUESTED,
        support_due_at=min(owed, default=None),
    )
