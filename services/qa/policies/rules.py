"""Every rule by which a new question gets its clock, read together and kept for a moment.

They are some dozen rows. A question that is asked while a calendar changes may still be counted by
the old one: `deadlines.recounting` looks again for such.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.qa.deadlines.documents import PolicyDocument
from services.qa.directory.documents import CalendarDocument
from services.qa.escalations.documents import LadderDocument
from services.qa.topics.documents import TopicDocument
from shared.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class Rules:
    """Policies and ladders in all their versions, calendars by id, open topics with their units."""

    policies: Sequence[PolicyDocument]
    ladders: Sequence[LadderDocument]
    calendars: Mapping[str, WorkingCalendar]
    topics: Mapping[str, str | None]


async def read_rules() -> Rules:
    """Read them."""
    policies, ladders, calendars, topics = await asyncio.gather(
        PolicyDocument.find_all().to_list(),
        LadderDocument.find_all().to_list(),
        CalendarDocument.find_all().to_list(),
        TopicDocument.find_all().to_list(),
    )
    return Rules(
        policies,
        ladders,
        {one.id: one.working_calendar() for one in calendars},
        {one.id: one.unit for one in topics if one.is_open},
    )
