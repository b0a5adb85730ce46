"""`/lanh-dao/canh-bao`: clear falls and silences, who sees to them and by when."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from gateway.clients import ServiceProblem
from gateway.clients.base import segment
from gateway.labels_leading import LEADING_LABELS
from gateway.pages.dashboard.frame import dashboard_frame, leads
from gateway.pages.deps import AlertOwner, PageMaker, Pages
from gateway.pages.forms import check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import Survey
from shared.contracts.survey.alerts import AlertState, AlertWord

router = APIRouter(include_in_schema=False)

PATH = "/lanh-dao/canh-bao"
_ALL = mark("Tất cả")
NOTE = {"": mark("Hãy viết đang làm gì hoặc đã làm gì, ít nhất ba ký tự.")}


class AlertView(BaseModel):
    """Which alerts to show."""

    state: AlertState | None = None
    cursor: str = Field("", max_length=400)


@router.get(PATH)
async def show_alerts(
    view: Annotated[AlertView, Query()], _visitor: AlertOwner, pages: Pages, survey: Survey
) -> HTMLResponse:
    """Show the alerts, the newest first."""
    return await _show(pages, survey, view)


@router.post(PATH + "/{alert}/{step}")
async def move_alert(
    alert: Annotated[str, Path(max_length=200)],
    step: Literal["acknowledge", "resolve"],
    request: Request,
    _visitor: AlertOwner,
    pages: Pages,
    survey: Survey,
) -> Response:
    """Say what is being, or was, done; the word comes back when it was not taken."""
    values = await read_form(request, "note")
    word = check(AlertWord, values)
    faults = word if isinstance(word, list) else []
    if isinstance(word, AlertWord):
        move = survey.acknowledge_alert if step == "acknowledge" else survey.resolve_alert
        try:
            await move(alert, word)
        except ServiceProblem as problem:
            faults = faults_of(problem)
    if not faults:
        return pages.redirect(PATH)
    found = describe(pages, faults, {"note": NOTE})
    kept = {"alert": alert, "note": values["note"], "errors": found.errors}
    return await _show(pages, survey, AlertView(), kept, status=422)


async def _show(
    pages: PageMaker,
    survey: Survey,
    view: AlertView,
    kept: Mapping[str, object] | None = None,
    status: int = 200,
) -> HTMLResponse:
    found = await survey.list_alerts(view.state, view.cursor or None)
    labels = LEADING_LABELS["alert_state"]
    chosen = view.state or ""
    following = found.next_cursor
    state = f"state={segment(chosen)}&" if chosen else ""
    context = {
        "alerts": found.items,
        "leads": leads(pages),
        "kept": kept or {"alert": "", "note": "", "errors": []},
        "views": [{"label": pages.say(_ALL), "href": PATH, "current": not chosen}]
        + [
            {"label": pages.say(label), "href": f"{PATH}?state={key}", "current": chosen == key}
            for key, label in labels.items()
        ],
        "next_href": f"{PATH}?{state}cursor={segment(following)}" if following else "",
        "first_href": f"{PATH}?{state}" if view.cursor else "",
    }
    frame = dashboard_frame(pages, PATH)
    return pages.render("dashboard/alerts.html", context, status=status, **frame)
