"""Reading alerts within the units a caller answers for."""

from services.survey.alerts.documents import AlertDocument
from services.survey.alerts.service import ROLES
from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from shared.clock import today
from shared.contracts.survey.alerts import AlertOut, AlertState
from shared.identity import Caller
from shared.marks import MarkedList, cut_page
from shared.paging import Page


async def browse_alerts(
    survey: SurveyRuntime,
    caller: Caller,
    state: AlertState | None,
    cursor: str | None,
    limit: int,
) -> Page[AlertOut]:
    """Return alerts, the newest first."""
    units = sorted(await unit_scope(survey, caller, *ROLES))
    also = {"unit": {"$in": units}} | ({"state": state.value} if state else {})
    listed = MarkedList("mark", newest_first=True, also=also)
    rows = await listed.rows(AlertDocument.get_pymongo_collection(), limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    found = [AlertDocument.model_validate({**row, "id": row["_id"]}) for row in shown]
    return Page(items=[alert.out(today()) for alert in found], next_cursor=following)
