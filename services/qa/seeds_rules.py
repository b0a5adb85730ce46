"""By which policies, calendars and ladder the demonstration's clocks run."""

from dataclasses import dataclass
from datetime import datetime

from services.qa.deadlines.documents import PolicyDocument
from services.qa.deadlines.model import applicable, scopes
from services.qa.deadlines.queries import Clock, count_clock
from services.qa.directory.documents import CalendarDocument
from services.qa.escalations.model import Ladder
from services.qa.escalations.queries import ladder
from shared.clock import local_day
from shared.contracts.auth.directory import UnitOut
from shared.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class Rules:
    """What clocks and steps are made of, read once for hundreds of them."""

    policies: list[PolicyDocument]
    calendars: dict[str, WorkingCalendar]
    ladder: Ladder

    def clock(self, unit: UnitOut, topic: str | None, starts_at: datetime) -> Clock:
        """Return the clock of a question to a unit."""
        order = scopes(unit.id, topic)
        policy = applicable(self.policies, order, local_day(starts_at))
        return count_clock(policy, unit.calendar, self.calendars[unit.calendar], starts_at)


async def read_rules() -> Rules:
    """Return the policies, calendars and the common ladder that are stored."""
    calendars = await CalendarDocument.find_all().to_list()
    counted = {calendar.id: calendar.working_calendar() for calendar in calendars}
    return Rules(await PolicyDocument.find_all().to_list(), counted, await ladder())
