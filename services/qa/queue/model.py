"""Which rows each part of the queue has, and in which order. No I/O."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.qa.questions import placing
from services.qa.questions.model import OPEN
from shared.contracts.qa.questions import QuestionStatus
from shared.contracts.qa.queue import QueueFilter, QueueSort
from shared.folding import fold
from shared.ids import normal_code
from shared.marks import AFTER_ALL, BEFORE_ALL, MarkedList, mark

Json = dict[str, Any]

COUNTED = tuple(one for one in QueueFilter if one is not QueueFilter.ANSWERED)
_KEYS = {
    QueueFilter.UNASSIGNED: placing.FREE,
    QueueFilter.WAITING: placing.BY_STATUS[QuestionStatus.INFO_REQUESTED],
    QueueFilter.APPROVAL: placing.BY_STATUS[QuestionStatus.AWAITING_APPROVAL],
    QueueFilter.RETURNED: placing.BY_STATUS[QuestionStatus.RETURNED],
    QueueFilter.SUPPORTING: placing.SUPPORTING,
}

_RUNNING: Json = {"paused_since": None}


@dataclass(frozen=True)
class QueueRequest:
    """Which part of the queue is asked for, by whom.

    `units` are those shown, None for every unit; `own` those the caller works for.
    """

    caller: str
    units: Sequence[str] | None
    own: Sequence[str] = ()
    filter: QueueFilter = QueueFilter.ALL
    sort: QueueSort = QueueSort.DUE
    status: QuestionStatus | None = None
    assignee: str | None = None
    topic: str | None = None
    q: str | None = None
    soon_until: datetime | None = None
    """Until when a question may be due that is called due soon."""

    @property
    def scope(self) -> Hashable:
        """Whose rows, of which units, of which part: what a count is kept under."""
        units = None if self.units is None else tuple(self.units)
        return self.caller, self.filter, units, tuple(self.own)

    @property
    def shows_answered(self) -> bool:
        """Whether answered questions are asked for instead of open ones."""
        is_closed = self.status is not None and self.status not in OPEN
        return self.filter is QueueFilter.ANSWERED or is_closed

    @property
    def newest_first(self) -> bool:
        """Whether the latest mark comes first."""
        return self.shows_answered or self.sort is QueueSort.NEWEST

    @property
    def field(self) -> str:
        """The mark that orders the rows."""
        if self.shows_answered:
            return "answered_mark"
        return "queue_mark" if self.sort is QueueSort.DUE else "asked_mark"

    @property
    def soon_edge(self) -> str:
        """The mark before which what is due soon stands in the order by due date."""
        return AFTER_ALL if self.soon_until is None else mark(self.soon_until)

    @property
    def chosen(self) -> Sequence[str] | None:
        """The units that the filter leaves, None for every unit."""
        if self.filter is not QueueFilter.UNIT:
            return self.units
        return [unit for unit in self.own if self.units is None or unit in self.units]


def queue_lists(wanted: QueueRequest, at: datetime) -> list[MarkedList]:
    """Return the lists to merge: one for each unit, or one for all of them."""
    also = _conditions(wanted)
    after, before = BEFORE_ALL, AFTER_ALL
    if wanted.filter is QueueFilter.OVERDUE:
        also |= _overdue(wanted, at)
        before = mark(at) if wanted.sort is QueueSort.DUE else AFTER_ALL
    elif wanted.filter is QueueFilter.DUE_SOON:
        also |= _due_soon(wanted, at)
        if wanted.sort is QueueSort.DUE:
            after, before = mark(at), wanted.soon_edge
    return [
        MarkedList(
            wanted.field, select, newest_first=wanted.newest_first, also=also,
            after=after, before=before, is_short=_is_short(wanted), name=_name(wanted),
            crowded=wanted.field == "queue_mark",
        )
        for select in _selects(wanted)
    ]  # fmt: skip


def _name(wanted: QueueRequest) -> str | None:
    """Return what tells lists apart beside what they select by; None if words do."""
    if wanted.q is not None:
        return None
    units = wanted.chosen if _person(wanted) else None
    return f"{wanted.filter} {wanted.status} {wanted.topic} {wanted.assignee} {units}"


def _is_short(wanted: QueueRequest) -> bool:
    """Say whether a list holds the open questions of one unit or person, which are few."""
    return not wanted.shows_answered and (wanted.chosen is not None or _person(wanted) is not None)


def _selects(wanted: QueueRequest) -> list[Json]:
    units = wanted.chosen
    if wanted.shows_answered:
        return [{}] if units is None else [{"lead_unit": unit} for unit in units]
    if person := _person(wanted):
        return [{"queue_keys": placing.key(placing.MINE, person)}] if units != [] else []
    name = _KEYS.get(wanted.filter, placing.OPEN)
    if wanted.filter is QueueFilter.ALL and wanted.status in placing.BY_STATUS:
        name = placing.BY_STATUS[wanted.status]
    owners = [""] if units is None else units
    return [{"queue_keys": placing.key(name, owner)} for owner in owners]


def _person(wanted: QueueRequest) -> str | None:
    if wanted.filter is QueueFilter.MINE:
        return wanted.caller
    return wanted.assignee if wanted.filter is not QueueFilter.SUPPORTING else None


def _conditions(wanted: QueueRequest) -> Json:
    conditions: Json = {}
    if wanted.status is not None:
        conditions["status"] = wanted.status.value
    if wanted.topic is not None:
        conditions["topic"] = wanted.topic
    if wanted.assignee is not None:
        conditions["assignee"] = wanted.assignee
    if _person(wanted) and not wanted.shows_answered and wanted.chosen is not None:
        conditions["lead_unit"] = {"$in": list(wanted.chosen)}
    if wanted.q is not None:
        conditions["$or"] = [
            {"code": normal_code(wanted.q)},
            {"title_key": {"$regex": re.escape(fold(wanted.q))}},
        ]
    return conditions


def _overdue(wanted: QueueRequest, at: datetime) -> Json:
    """Return what is late; the order by due date says when. A clock that stands still is not."""
    late = {} if wanted.sort is QueueSort.DUE else {"queue_mark": {"$lt": mark(at)}}
    return {**_RUNNING, **late}


def _due_soon(wanted: QueueRequest, at: datetime) -> Json:
    latest = {**_RUNNING, "due_soon_at": {"$lte": at}}
    if wanted.sort is QueueSort.DUE:
        return latest
    return {**latest, "queue_mark": {"$gt": mark(at), "$lt": wanted.soon_edge}}
