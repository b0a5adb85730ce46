"""Finding the policy and the calendar of a question, and counting its clock."""

from dataclasses import dataclass
from datetime import datetime

from services.qa.deadlines.documents import DeadlineDocument, PolicyDocument, StoredDay
from services.qa.deadlines.model import Policy, applicable, scopes
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from shared.working_time import (
    Deadline,
    WorkingCalendar,
    add_working_days,
    closing_time,
    deadline,
    local_day,
)


@dataclass(frozen=True)
class Clock:
    """A clock as counted: what it starts from, what it allows, when it ends."""

    policy: Policy
    calendar_id: str
    calendar: WorkingCalendar
    starts_at: datetime
    receive_by: datetime
    deadline: Deadline

    @property
    def due_at(self) -> datetime:
        """When the answer is due."""
        return self.deadline.due_at

    @property
    def due_soon_at(self) -> datetime:
        """From when on the question counts as due soon."""
        days = self.policy.due_soon_working_days
        last = local_day(self.calendar, self.due_at)
        return closing_time(self.calendar, add_working_days(self.calendar, last, -days))

    def document(self, question: str, number: int) -> DeadlineDocument:
        """Return the clock as it is stored."""
        return DeadlineDocument(
            id=question,
            clock=number,
            policy=self.policy.id,
            policy_text=self.policy.text,
            policy_text_en=self.policy.text_en,
            working_days=self.policy.answer_working_days,
            calendar=self.calendar_id,
            starts_at=self.starts_at,
            receive_by=self.receive_by,
            due_at=self.due_at,
            is_provisional=self.deadline.provisional,
            days=[StoredDay.of(day) for day in self.deadline.days],
        )


def count_clock(
    policy: Policy, calendar_id: str, calendar: WorkingCalendar, starts_at: datetime
) -> Clock:
    """Return the clock that a policy gives a question."""
    return Clock(
        policy=policy,
        calendar_id=calendar_id,
        calendar=calendar,
        starts_at=starts_at,
        receive_by=deadline(calendar, starts_at, policy.receive_working_days).due_at,
        deadline=deadline(calendar, starts_at, policy.answer_working_days),
    )


async def clock_for(unit: UnitDocument, topic: str | None, starts_at: datetime) -> Clock:
    """Return the clock of a question; raises `DirectoryIncomplete` and `NoDeadlinePolicy`."""
    calendar = await directory.calendar(unit.calendar)
    order = scopes(unit.id, topic)
    policies = await PolicyDocument.find({"scope": {"$in": order}}).to_list()
    policy = applicable(policies, order, local_day(calendar, starts_at))
    return count_clock(policy, unit.calendar, calendar, starts_at)


async def explanation(question: str) -> DeadlineDocument | None:
    """Return the stored clock of a question."""
    return await DeadlineDocument.get(question)
