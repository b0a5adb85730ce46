"""A draft of the survey: edit it, see it as raters will, publish it, throw it away."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from gateway.clients import ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.pages.admin.draft_form import (
    criterion_fields,
    differing,
    faults_in,
    fields_of,
    known_criteria,
    messages_of,
    named_errors,
    read_draft,
    say,
    values_of,
)
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.instruments import DRAFTS, PATH
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Survey
from shared.clock import today
from shared.contracts.survey.instruments import DraftOut, ScheduleInstrument
from shared.contracts.survey.responses import CriterionOut

router = APIRouter(include_in_schema=False)

_CHANGED = "draft-changed"
_MOST_FIELDS = 120
_DAY: Mapping[str, Mapping[str, str]] = {
    "valid_from": {
        "": mark("Chọn một ngày sau hôm nay và sau ngày bắt đầu của mọi phiên bản khác."),
    },
}


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The page of one draft."""

    pages: PageMaker
    survey: SurveyClient
    draft: str

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"{DRAFTS}/{segment(self.draft)}"

    async def read(self) -> tuple[DraftOut, list[CriterionOut]]:
        """Return the stored draft and the questions it may ask."""
        draft, versions = await asyncio.gather(
            self.survey.show_draft(self.draft), self.survey.list_instruments()
        )
        return draft, known_criteria(draft, versions)

    async def show(
        self,
        typed: Mapping[str, str] | None = None,
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        done: bool = False,
        is_stale: bool = False,
        valid_from: str = "",
    ) -> HTMLResponse:
        """Show the form; with what was typed, beside the stored draft when that changed."""
        draft, known = await self.read()
        stored = values_of(draft, known)
        values = {**stored, **(typed or {})}
        if is_stale:
            values["version"] = stored["version"]
        messages = {**messages_of(known), **_DAY}
        found = describe(self.pages, faults, messages)
        context = {
            "draft": draft,
            "address": self.address,
            "values": {**values, "valid_from": valid_from},
            "questions": self._questions(known),
            "heads": [(field, say(self.pages, field)) for field in fields_of(known)[:4]],
            "conflict": differing(self.pages, known, stored, values) if is_stale else None,
            "tomorrow": today() + timedelta(days=1),
            "done": done,
            "errors": named_errors(self.pages, known, found.errors),
            "messages": found.messages,
        }
        frame = admin_frame(PATH)
        return self.pages.render("admin/draft.html", context, status=status, **frame)

    def _questions(self, known: Sequence[CriterionOut]) -> list[dict[str, object]]:
        return [
            {
                "criterion": criterion,
                "fields": [
                    (field, say(self.pages, field)) for field in criterion_fields(criterion)
                ],
            }
            for criterion in known
        ]


def _page(_visitor: Administrator, pages: Pages, survey: Survey, draft: str) -> DraftPage:
    return DraftPage(pages, survey, draft)


Current = Annotated[DraftPage, Depends(_page)]


@router.get("/quan-tri/phieu/du-thao/{draft}")
async def show_draft(page: Current, done: Annotated[str, Query(max_length=8)] = "") -> HTMLResponse:
    """Show a draft to work on."""
    return await page.show(done=bool(done))


@router.post("/quan-tri/phieu/du-thao/{draft}")
async def save_draft(request: Request, page: Current) -> Response:
    """Keep what was typed; it comes back when somebody was faster or something is wrong."""
    sent = await _read(request)
    _, known = await page.read()
    typed = {name: sent.get(name, "") for name in _names(known)}
    body = read_draft(typed, known)
    if isinstance(body, list):
        return await page.show(typed, body, 422)
    try:
        await page.survey.save_draft(page.draft, as_version(typed["version"]), body)
    except ServiceProblem as problem:
        if problem.slug == _CHANGED:
            return await page.show(typed, status=412, is_stale=True)
        faults = faults_in(problem, typed, known)
        return await page.show(typed, faults, problem.status)
    after = "xem-truoc" if sent.get("then") == "preview" else ""
    return page.pages.redirect(f"{page.address}/{after}" if after else f"{page.address}?done=1")


@router.get("/quan-tri/phieu/du-thao/{draft}/xem-truoc")
async def preview_draft(page: Current) -> HTMLResponse:
    """Show the stored draft as raters will see it."""
    draft = await page.survey.show_draft(page.draft)
    context = {"instrument": draft, "address": page.address}
    return page.pages.render("admin/draft_preview.html", context)


@router.post("/quan-tri/phieu/du-thao/{draft}/ban-hanh")
async def schedule_draft(request: Request, page: Current) -> Response:
    """Publish the draft from a day on."""
    sent = await read_form(request, "valid_from", "version")
    day = sent["valid_from"].strip()
    body = check(ScheduleInstrument, {"valid_from": day})
    if isinstance(body, list):
        return await page.show(faults=body, status=422, valid_from=day)
    try:
        published = await page.survey.schedule_draft(page.draft, as_version(sent["version"]), body)
    except ServiceProblem as problem:
        if problem.status == 404:
            raise
        return await page.show(faults=faults_of(problem), status=problem.status, valid_from=day)
    return page.pages.redirect(f"{PATH}/{published.version}?done=published")


@router.post("/quan-tri/phieu/du-thao/{draft}/xoa")
async def drop_draft(request: Request, page: Current) -> Response:
    """Throw the draft away."""
    sent = await read_form(request, "version")
    try:
        await page.survey.drop_draft(page.draft, as_version(sent["version"]))
    except ServiceProblem as problem:
        if problem.slug != _CHANGED:
            raise
        return await page.show(faults=faults_of(problem), status=problem.status)
    return page.pages.redirect(f"{PATH}?done=dropped")


def _names(known: Sequence[CriterionOut]) -> list[str]:
    switches = [f"{switch}-{one.key}" for one in known for switch in ("ask", "break")]
    return ["version", *(field.name for field in fields_of(known)), *switches]


async def _read(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        return {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
