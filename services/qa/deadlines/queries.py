"""Finding the policy and the calendar of a question, and counting its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.qa.deadlines.documents import DeadlineDocument, PolicyDocument, StoredDay, StoredPause
from services.qa.deadlines.model import Policy, applicable, scopes
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.escalations.model import Climbing
from shared import clock as moments
from shared.working_time import (
    Deadline,
    Pause,
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
    pauses: tuple[Pause, ...] = ()
    extension_days: int = 0

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

    def forward_by(self, since: datetime) -> datetime:
        """Return until when a unit that has it since then receives it or gives it to another."""
        return deadline(self.calendar, since, self.policy.forward_working_days).due_at

    def document(self, climbing: Climbing) -> DeadlineDocument:
        """Return the clock as it is stored, with how far it has climbed."""
        return DeadlineDocument(
            **{name: getattr(climbing, name) for name in Climbing.model_fields},
            policy=self.policy.id,
            policy_text=self.policy.text,
            policy_text_en=self.policy.text_en,
            working_days=self.policy.answer_working_days,
            calendar=self.calendar_id,
            starts_at=self.starts_at,
            pauses=[StoredPause(starts=pause.starts, ends=pause.ends) for pause in self.pauses],
            extension_days=self.extension_days,
            receive_by=self.receive_by,
            due_at=self.due_at,
            is_provisional=self.deadline.provisional,
            days=[StoredDay.of(day) for day in self.deadline.days],
        )


def count_clock(
    policy: Policy,
    calendar_id: str,
    calendar: WorkingCalendar,
    starts_at: datetime,
    *,
    pauses: Sequence[Pause] = (),
    extension_days: int = 0,
    as_of: datetime | None = None,
) -> Clock:
    """Return the clock that a policy gives a question; an open pause is taken to end `as_of`."""
    allowed = policy.answer_working_days
    return Clock(
        policy=policy,
        calendar_id=calendar_id,
        calendar=calendar,
        starts_at=starts_at,
        receive_by=deadline(calendar, starts_at, policy.receive_working_days).due_at,
        deadline=deadline(calendar, starts_at, allowed, pauses, extension_days, as_of=as_of),
        pauses=tuple(pauses),
        extension_days=extension_days,
    )


async def clock_for(unit: UnitDocument, topic: str | None, starts_at: datetime) -> Clock:
    """Return the clock of a question; raises `DirectoryIncomplete` and `NoDeadlinePolicy`."""
    calendar = await directory.calendar(unit.calendar)
    policy = await unit_policy(unit.id, topic, starts_at)
    return count_clock(policy, unit.calendar, calendar, starts_at)


async def unit_policy(unit: str, topic: str | None, at: datetime) -> Policy:
    """Return the policy for questions to a unit at a moment; raises `NoDeadlinePolicy`."""
    order = scopes(unit, topic)
    policies = await PolicyDocument.find({"scope": {"$in": order}}).to_list()
    return applicable(policies, order, moments.local_day(at))


async def explanation(question: str) -> DeadlineDocument | None:
    """Return the stored clock of a question."""
    return await DeadlineDocument.get(question)
