"""Alerts for leaders and the heads of units."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from services.survey.alerts import queries, service
from services.survey.alerts.service import Word
from services.survey.deps import Survey
from shared.clock import today
from shared.contracts.survey.alerts import AlertOut, AlertState, AlertWord
from shared.identity import Caller, holding
from shared.paging import CursorText, Limit, Page

router = APIRouter(prefix="/api/survey/v1/alerts", tags=["alerts"])
Owner = Annotated[Caller, Depends(holding(*service.ROLES))]
AlertId = Annotated[str, Path(max_length=200)]


@router.get("")
async def browse_alerts(
    survey: Survey,
    caller: Owner,
    state: Annotated[AlertState | None, Query(description="What became of them")] = None,
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[AlertOut]:
    """Show the alerts of the caller's units, the newest first."""
    return await queries.browse_alerts(survey, caller, state, cursor, limit)


@router.post("/{alert}/acknowledge")
async def acknowledge_alert(
    survey: Survey, caller: Owner, alert: AlertId, form: AlertWord
) -> AlertOut:
    """Say that somebody is seeing to it."""
    word = Word(alert, AlertState.ACKNOWLEDGED, caller, form.note)
    return (await service.move_alert(survey, word)).out(today())


@router.post("/{alert}/resolve")
async def resolve_alert(survey: Survey, caller: Owner, alert: AlertId, form: AlertWord) -> AlertOut:
    """Say what was done; the same cause may raise a new alert later."""
    word = Word(alert, AlertState.RESOLVED, caller, form.note)
    return (await service.move_alert(survey, word)).out(today())
