"""Every rule by which a new question gets its clock, read together and kept for a moment.

What is made of them is kept as long: the units that were asked, the clocks counted.

They are some dozen rows. A question that is asked while a calendar changes may still be counted by
the old one: `deadlines.recounting` looks again for such.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.qa.deadlines.documents import PolicyDocument
from services.qa.deadlines.queries import Clock
from services.qa.directory.documents import CalendarDocument, UnitDocument
from services.qa.escalations.documents import LadderDocument
from services.qa.questions.model import Question
from services.qa.topics.documents import TopicDocument
from shared.working_calendar import WorkingCalendar

Json = dict[str, Any]


@dataclass(frozen=True)
class Opening:
    """A clock that starts at a moment, and how it is stored with its steps, but for whose it is."""

    clock: Clock
    stored: Json

    def row_of(self, question: Question) -> Json:
        """Return it as it is stored as the clock of a question."""
        row = {**self.stored, "_id": question.id, "code": question.code, "unit": question.lead_unit}
        if "step_mark" in row:
            row["step_mark"] += question.id
        return row


@dataclass(frozen=True)
class Rules:
    """Policies and ladders in all their versions, calendars by id, open topics with their units."""

    policies: Sequence[PolicyDocument]
    ladders: Sequence[LadderDocument]
    calendars: Mapping[str, WorkingCalendar]
    topics: Mapping[str, str | None]
    units: dict[str | None, UnitDocument] = field(default_factory=dict)
    """Those looked up so far: what is asked of none goes to the one under None."""
    openings: dict[tuple[datetime, str, str, str], Opening] = field(default_factory=dict)
    """Those counted so far, by moment, policy, ladder and calendar."""


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
