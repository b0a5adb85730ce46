"""`/quan-tri/phieu`: the versions of the survey, published ones to read, drafts to work on."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.names import names_of
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import Auth, Survey
from shared.clock import today
from shared.contracts.survey.instruments import PublishedInstrument, RetireInstrument
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/phieu"
DRAFTS = f"{PATH}/du-thao"
Number = Annotated[int, Path(ge=1, le=99_999)]
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "valid_to": {"": mark("Chọn hôm nay hoặc một ngày sau, không trước ngày bắt đầu dùng.")},
}


@router.get(PATH)
async def browse_instruments(
    _visitor: Administrator,
    pages: Pages,
    survey: Survey,
    auth: Auth,
    done: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show every version and the drafts."""
    versions, drafts = await asyncio.gather(survey.list_instruments(), survey.list_drafts())
    context = {
        "versions": versions,
        "states": states_of(versions),
        "drafts": drafts,
        "people": await names_of(auth, (draft.by for draft in drafts)),
        "done": done,
    }
    return pages.render("admin/instruments.html", context, **admin_frame(PATH))


@router.post(DRAFTS)
async def start_draft(_visitor: Administrator, pages: Pages, survey: Survey) -> Response:
    """Begin a draft from the version shown today."""
    draft = await survey.start_draft()
    return pages.redirect(f"{DRAFTS}/{segment(draft.id)}")


@router.get("/quan-tri/phieu/{number:int}")
async def show_instrument(
    number: Number,
    _visitor: Administrator,
    pages: Pages,
    survey: Survey,
    done: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show a published version; it never changes."""
    return await _show(pages, survey, number, done=done)


@router.post("/quan-tri/phieu/{number:int}/ngung")
async def retire_instrument(
    request: Request, number: Number, _visitor: Administrator, pages: Pages, survey: Survey
) -> Response:
    """Set the last day of a version."""
    values = await read_form(request, "valid_to")
    body = check(RetireInstrument, {"valid_to": values["valid_to"].strip()})
    if isinstance(body, list):
        return await _show(pages, survey, number, valid_to=values["valid_to"], faults=body)
    try:
        await survey.retire_instrument(number, body)
    except ServiceProblem as problem:
        if problem.status != 422:
            raise
        faults = faults_of(problem)
        return await _show(pages, survey, number, valid_to=values["valid_to"], faults=faults)
    return pages.redirect(f"{PATH}/{number}?done=1")


async def _show(
    pages: PageMaker,
    survey: SurveyClient,
    number: int,
    *,
    valid_to: str = "",
    faults: list[Fault] | None = None,
    done: str = "",
) -> HTMLResponse:
    versions = await survey.list_instruments()
    instrument = next((one for one in versions if one.version == number), None)
    if instrument is None:
        raise NotFound
    context = {
        "instrument": instrument,
        "state": states_of(versions)[number],
        "follows": any(one.valid_from > today() for one in versions if one.version > number),
        "values": {"valid_to": valid_to},
        "done": done,
        **describe(pages, faults, _FIELDS).context(),
    }
    frame, status = admin_frame(PATH), 422 if faults else 200
    return pages.render("admin/instrument.html", context, status=status, **frame)


def states_of(versions: Sequence[PublishedInstrument]) -> dict[int, str]:
    """Return where each version stands today: shown, coming or past. `versions`: newest first."""
    day = today()
    shown = next(
        (
            one.version
            for one in versions
            if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
        ),
        None,
    )
    return {
        one.version: "coming"
        if one.valid_from > day
        else "shown"
        if one.version == shown
        else "past"
        for one in versions
    }
