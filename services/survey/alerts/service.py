"""Looking for causes of alerts, and seeing to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.survey.alerts.documents import AlertDocument
from services.survey.alerts.model import (
    Alert,
    AlertNotFound,
    Span,
    alert_id,
    clear_falls,
    fell_silent,
    latest_span,
)
from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.figures.changes import changes_of
from services.survey.figures.counting import RESPONSES, Counts
from services.survey.figures.model import figures_of, span_before
from services.survey.figures.months import find_scopes
from services.survey.portals.model import Portal
from shared.clock import day_start, now, today
from shared.contracts.survey.alerts import AlertKind, AlertState
from shared.contracts.survey.events import AlertOpened, AlertOverdue
from shared.contracts.survey.figures import Change
from shared.identity import Caller
from shared.marks import mark
from shared.mongo import Transaction, transactional

ROLES = ("leader", "head")
_AT_ONCE = 100


async def look_for_alerts(survey: SurveyRuntime, day: date | None = None) -> int:
    """Open an alert for each finding of the last four whole weeks; returns how many are new.

    Again it opens none twice, nor a second one while one of the same kind is not resolved.
    """
    span = latest_span(day or today())
    portals = [one for one in (await survey.portals.get()).values() if one.is_open]
    ids = [portal.id for portal in portals]
    counted = await find_scopes(survey.mongo, ids, *span)
    before = await find_scopes(survey.mongo, ids, *span_before(*span))
    found = [
        *await _falls(survey, portals, counted, before, span),
        *_silences(survey, portals, counted, before, span),
    ]
    return sum([await _open(survey.mongo, alert) for alert in found])


async def _falls(
    survey: SurveyRuntime,
    portals: Sequence[Portal],
    counted: Mapping[str, Counts],
    before: Mapping[str, Counts],
    span: Span,
) -> list[Alert]:
    questions = (await survey.instruments.get()).questions()
    minimum = survey.settings.comparison_minimum_answers
    changes = {
        portal.id: changes_of(
            figures_of(questions, before[portal.id]),
            figures_of(questions, counted[portal.id]),
            set(),
            minimum,
        )
        for portal in portals
    }
    known = {portal.id: portal for portal in portals}
    return [
        _alert(survey, known[portal], span, (before[portal], counted[portal]), change)
        for portal, change in clear_falls(changes)
    ]


def _silences(
    survey: SurveyRuntime,
    portals: Sequence[Portal],
    counted: Mapping[str, Counts],
    before: Mapping[str, Counts],
    span: Span,
) -> list[Alert]:
    minimum = survey.settings.comparison_minimum_answers
    return [
        _alert(survey, portal, span, (before[portal.id], counted[portal.id]), None)
        for portal in portals
        if fell_silent(before[portal.id][RESPONSES], counted[portal.id][RESPONSES], minimum)
    ]


def _alert(
    survey: SurveyRuntime,
    portal: Portal,
    span: Span,
    counts: tuple[Counts, Counts],
    change: Change | None,
) -> Alert:
    at, due_on = now(), today() + timedelta(days=survey.settings.alert_days)
    kind = AlertKind.FALL if change else AlertKind.SILENCE
    criterion = change.key if change else ""
    id_ = alert_id(kind, portal.id, criterion, span)
    return Alert(
        id=id_,
        kind=kind,
        portal=portal.id,
        portal_name=portal.name,
        unit=portal.unit,
        criterion=criterion,
        first=span.first,
        last=span.last,
        change=change,
        responses_before=counts[0][RESPONSES],
        responses_now=counts[1][RESPONSES],
        opened_at=at,
        due_on=due_on,
        remind_at=day_start(due_on + timedelta(days=1)),
        mark=mark(at, id_),
    )


@transactional
async def _open(tx: Transaction, alert: Alert) -> bool:
    """Store an alert unless it is known or one like it is still being seen to."""
    like = {"portal": alert.portal, "kind": alert.kind.value, "criterion": alert.criterion}
    for known in await AlertDocument.find(like, session=tx.session).to_list():
        if known.id == alert.id or known.state is not AlertState.RESOLVED:
            return False
    await AlertDocument(**alert.model_dump()).insert(session=tx.session)
    tx.emit(AlertOpened(**_named(alert)))
    return True


def _named(alert: Alert) -> dict[str, Any]:
    """Return what an event says of an alert."""
    return {
        "alert": alert.id, "portal": alert.portal, "unit": alert.unit, "due_on": alert.due_on,
    }  # fmt: skip


async def remind_of_overdue(survey: SurveyRuntime) -> None:
    """Say of each alert that was not resolved by its day that it is overdue, once."""
    alerts = AlertDocument.get_pymongo_collection()
    while True:
        due = alerts.find({"remind_at": {"$lte": now()}}, {"_id": 1})
        ids = [row["_id"] for row in await due.sort("remind_at", 1).limit(_AT_ONCE).to_list()]
        for id_ in ids:
            await _remind(survey.mongo, id_)
        if len(ids) < _AT_ONCE:
            return


@transactional
async def _remind(tx: Transaction, id_: str) -> None:
    found = await AlertDocument.get(id_, session=tx.session)
    if found is None or found.remind_at is None or found.remind_at > now():
        return
    found.remind_at = None
    await found.replace(session=tx.session)
    tx.emit(AlertOverdue(**_named(found)))


@dataclass(frozen=True)
class Word:
    """What somebody says about which alert, and what becomes of it."""

    alert: str
    state: AlertState
    by: Caller
    note: str


async def move_alert(survey: SurveyRuntime, word: Word) -> Alert:
    """Acknowledge or resolve an alert; raises `AlertNotFound` and `AlertAlreadyResolved`."""
    return await _move(survey.mongo, word, await unit_scope(survey, word.by, *ROLES))


@transactional
async def _move(tx: Transaction, word: Word, units: frozenset[str]) -> Alert:
    found = await AlertDocument.get(word.alert, session=tx.session)
    if found is None or found.unit not in units:
        raise AlertNotFound
    found.move(word.state, word.by, word.note, now())
    await found.replace(session=tx.session)
    return found
