"""Telling people of what survey found or made: alerts about a portal's ratings, and reports.

Survey holds no addresses: its events name a unit, whose people are told here.
"""

from datetime import date, datetime, time

from services.qa.directory import queries as directory
from services.qa.notifications.model import Kind
from services.qa.notifications.rows import News, tell_people
from shared.clock import HO_CHI_MINH
from shared.contracts.survey import events as told
from shared.mongo import Transaction

_END_OF_WORK = time(17)


async def tell_of_alert(tx: Transaction, event: told.AlertOpened) -> None:
    """Tell the heads of the portal's unit; without any, the nearest leaders above."""
    people = await _heads(event.unit) or await _leaders(event.unit)
    await tell_people(tx, _alert("alert_opened", event), people)


async def tell_of_overdue_alert(tx: Transaction, event: told.AlertOverdue) -> None:
    """Tell the heads again, and the nearest leaders above."""
    people = dict.fromkeys([*await _heads(event.unit), *await _leaders(event.unit)])
    await tell_people(tx, _alert("alert_overdue", event), list(people))


async def tell_of_report(tx: Transaction, event: told.ReportReady) -> None:
    """Tell who ordered it, in the inbox alone: they wait for it.

    Of one made by schedule the unit's leaders hear by mail as well, the nearest above.
    """
    people = [event.person] if event.person else await _leaders(event.unit)
    news = News("report_ready", event.period, event.unit, by_mail=not event.person)
    await tell_people(tx, news, people)


def _alert(kind: Kind, event: told.AlertOpened | told.AlertOverdue) -> News:
    return News(kind, event.portal, event.unit, due_at=_end_of(event.due_on))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _END_OF_WORK, HO_CHI_MINH)


async def _heads(unit: str) -> list[str]:
    return [person.id for person in await directory.holders("head", unit)]


async def _leaders(unit: str) -> list[str]:
    return [person.id for person in await directory.nearest_holders("leader", unit)]
