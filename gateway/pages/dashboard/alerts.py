"""`/lanh-dao/canh-bao`: clear falls and silences, who sees to them and by when."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from gateway.clients import ServiceProblem
from gateway.clients.base import segment
from gateway.labels_leading import LEADING_LABELS
from gateway.pages.admin.unit_names import unit_names
from gateway.pages.dashboard.frame import dashboard_frame, leads
from gateway.pages.deps import AlertOwner, Pages
from gateway.pages.forms import check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import Auth, Survey
from shared.contracts.survey.alerts import AlertState, AlertWord

router = APIRouter(include_in_schema=False)

PATH = "/lanh-dao/canh-bao"
_ALL = mark("Tất cả")
_STATES = LEADING_LABELS["alert_state"]
NOTE = {"": mark("Hãy viết đang làm gì hoặc đã làm gì, ít nhất ba ký tự.")}


class AlertView(BaseModel):
    """Which alerts to show."""

    state: AlertState | None = None
    cursor: str = Field("", max_length=400)


class Desk:
    """What the pages of alerts work with."""

    def __init__(self, pages: Pages, survey: Survey, auth: Auth) -> None:
        self.pages, self.survey, self.auth = pages, survey, auth

    async def show(
        self, view: AlertView, kept: Mapping[str, object] | None = None, status: int = 200
    ) -> HTMLResponse:
        """Return the page, with the word that was not taken."""
        found = await self.survey.list_alerts(view.state, view.cursor or None)
        chosen, following = view.state or "", found.next_cursor
        state = f"state={segment(chosen)}&" if chosen else ""
        context = {
            "alerts": found.items,
            "units": await unit_names(self.auth, (alert.unit for alert in found.items)),
            "leads": leads(self.pages),
            "kept": kept or {"alert": "", "note": "", "errors": []},
            "views": [self._view("", _ALL, chosen)]
            + [self._view(key, label, chosen) for key, label in _STATES.items()],
            "next_href": f"{PATH}?{state}cursor={segment(following)}" if following else "",
            "first_href": f"{PATH}?{state}" if view.cursor else "",
        }
        frame = dashboard_frame(self.pages, PATH)
        return self.pages.render("dashboard/alerts.html", context, status=status, **frame)

    def _view(self, key: str, label: str, chosen: str) -> dict[str, object]:
        href = f"{PATH}?state={key}" if key else PATH
        return {"label": self.pages.say(label), "href": href, "current": chosen == key}


AtDesk = Annotated[Desk, Depends(Desk)]


@router.get(PATH)
async def show_alerts(
    view: Annotated[AlertView, Query()], _visitor: AlertOwner, desk: AtDesk
) -> HTMLResponse:
    """Show the alerts, the newest first."""
    return await desk.show(view)


@router.post(PATH + "/{alert}/{step}")
async def move_alert(
    alert: Annotated[str, Path(max_length=200)],
    step: Literal["acknowledge", "resolve"],
    request: Request,
    _visitor: AlertOwner,
    desk: AtDesk,
) -> Response:
    """Say what is being, or was, done; the word comes back when it was not taken."""
    values = await read_form(request, "note")
    word = check(AlertWord, values)
    faults = word if isinstance(word, list) else []
    if isinstance(word, AlertWord):
        survey = desk.survey
        move = survey.acknowledge_alert if step == "acknowledge" else survey.resolve_alert
        try:
            await move(alert, word)
        except ServiceProblem as problem:
            faults = faults_of(problem)
    if not faults:
        return desk.pages.redirect(PATH)
    found = describe(desk.pages, faults, {"note": NOTE})
    kept = {"alert": alert, "note": values["note"], "errors": found.errors}
    return await desk.show(AlertView(), kept, status=422)
