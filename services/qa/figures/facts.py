"""What one question counts as: a set of tags. A bucket of questions is the sum of their tags.

Only what is stored counts, never the present moment, so that a bucket stays right until one of its
questions changes: open questions carry their due date as a tag, and who reads decides which of
them are overdue. No I/O.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from services.qa.questions.model import OPEN
from shared.contracts.qa.questions import QuestionStatus

Counts = Counter[str]

FIELDS = (
    "status", "lead_unit", "imported_from", "asked_at", "due_at", "paused_since",
    "escalation_level", "forwards", "reopens",
    "rating.level", "answer.answered_at", "answer.answered_in_seconds",
)  # fmt: skip
"""What of a question decides how it counts."""

DUE, HOURS, RATED = "due", "hours", "rated_"
_ANSWERED = {QuestionStatus.ANSWERED, QuestionStatus.CLOSED, QuestionStatus.RECALLED}
_ENDED = {QuestionStatus.REJECTED, QuestionStatus.WITHDRAWN, QuestionStatus.MERGED}
_HOUR = 3600


def tags(row: Mapping[str, Any]) -> list[str]:
    """Return what a stored question counts as; one taken over from an old portal as nothing.

    Another system had the deadline of those, and how well it was kept nobody knows.
    """
    if row.get("imported_from"):
        return []
    status = QuestionStatus(row["status"])
    answer = row.get("answer") or {}
    found = ["received"]
    if status in OPEN:
        found += _open_tags(row, status)
    elif status in _ANSWERED and answer:
        found += _answered_tags(row, answer)
    elif status in _ENDED:
        found.append(status.value)
    happened = {"escalated": "escalation_level", "forwarded": "forwards", "reopened": "reopens"}
    found += [tag for tag, field in happened.items() if row.get(field)]
    if level := (row.get("rating") or {}).get("level"):
        found.append(RATED + level)
    return found


def _open_tags(row: Mapping[str, Any], status: QuestionStatus) -> list[str]:
    due = due_tag(row["due_at"])
    if status is not QuestionStatus.INFO_REQUESTED:
        return ["open", due]
    was_late = row.get("paused_since") is not None and row["paused_since"] > row["due_at"]
    return ["open", "waiting", due] if was_late else ["open", "waiting"]


def _answered_tags(row: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    in_time = "on_time" if answer["answered_at"] <= row["due_at"] else "late"
    seconds = answer.get("answered_in_seconds")
    hours = [] if seconds is None else [f"{HOURS}{math.ceil(seconds / _HOUR)}"]
    return ["answered", in_time, *hours]


@lru_cache(maxsize=256)
def due_tag(moment: datetime) -> str:
    """Return the tag of open questions due at a moment, to the minute; tags sort as moments do."""
    return f"{DUE}{moment.astimezone(UTC):%Y%m%d%H%M}"


def count(rows: Iterable[Mapping[str, Any]]) -> Counts:
    """Return how many of these questions have each tag."""
    return Counter(tag for row in rows for tag in tags(row))


def overdue(counts: Mapping[str, int], at: datetime) -> int:
    """Return how many open questions are late at a moment; a stopped clock makes nothing late."""
    before = due_tag(at)
    return sum(n for tag, n in counts.items() if tag.startswith(DUE) and tag < before)


def hours_of(counts: Mapping[str, int]) -> Counter[int]:
    """Return how many answers took how many working hours."""
    start = len(HOURS)
    return Counter({int(tag[start:]): n for tag, n in counts.items() if tag.startswith(HOURS)})


def percentile(hours: Mapping[int, int], share: float) -> int | None:
    """Return the smallest number of hours within which at least this share of the answers came."""
    wanted = math.ceil(sum(hours.values()) * share)
    reached = 0
    for hour in sorted(hours):
        reached += hours[hour]
        if reached >= wanted:
            return hour
    return None


def without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts as they are stored."""
    return {tag: n for tag, n in counts.items() if n}
