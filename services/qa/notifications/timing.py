"""When a mail that can wait goes: gathered with others, in working hours, outside quiet ones."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.contracts.qa.notifications import MailChoice
from shared.working_time import WorkingCalendar, next_working_moment, opening_after

_LONGEST = 10


@dataclass(frozen=True)
class Rhythm:
    """How a person is mailed: how long mails gather, how far they lie apart, and when.

    `calendar` is None where mails go at any hour.
    """

    gather: timedelta
    spacing: timedelta
    calendar: WorkingCalendar | None
    quiet: tuple[time, time] | None
    last_mail_at: datetime | None


def mail_at(
    choice: MailChoice, created_at: datetime, rhythm: Rhythm, digests: WorkingCalendar
) -> datetime:
    """Return when a mail goes at the earliest; `digests` says when the next digest is due."""
    if choice == "digest":
        moment = opening_after(digests, created_at)
    else:
        moment = created_at + rhythm.gather
        if rhythm.last_mail_at is not None:
            moment = max(moment, rhythm.last_mail_at + rhythm.spacing)
    for _ in range(_LONGEST):
        before = moment
        if rhythm.calendar is not None:
            moment = next_working_moment(rhythm.calendar, moment)
        if rhythm.quiet is not None:
            moment = _after_quiet(moment, rhythm.quiet, digests)
        if moment == before:
            break
    return moment


def _after_quiet(moment: datetime, quiet: tuple[time, time], calendar: WorkingCalendar) -> datetime:
    starts, ends = quiet
    local = moment.astimezone(calendar.zone)
    here = local.time().replace(tzinfo=None)
    across = starts > ends
    is_quiet = (here >= starts or here < ends) if across else starts <= here < ends
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1 if across and here >= starts else 0)
    return datetime.combine(day, ends, calendar.zone).astimezone(moment.tzinfo)
