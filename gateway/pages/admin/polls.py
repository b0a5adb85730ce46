"""`/quan-tri/tham-do`: opinion polls: draft them, open and close them, see what came of them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from gateway.clients import AuthClient, ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.labels_keeping import POLL_KIND
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.poll_form import (
    differing_names,
    faults_in,
    messages_of,
    names,
    places,
    read_poll,
    values_of,
)
from gateway.pages.admin.unit_options import units_to_pick
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, describe, read_form
from gateway.pages.options import label_options
from gateway.pages.versions import as_version
from gateway.visitors import Auth, Survey
from shared.clock import today
from shared.contracts.survey.polls import PollDetail, PollForm

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/tham-do"
NEW = "/quan-tri/tham-do-moi"
Step = Literal["mo", "dong", "xoa"]
"""Open, close, drop: the last part of a form's address."""
_CHANGED = "poll-changed"
_MOST_FIELDS = 120
_DAYS = 14


@dataclass(frozen=True, slots=True)
class PollPages:
    """The pages of one poll, of none yet when `poll` is empty."""

    pages: PageMaker
    survey: SurveyClient
    auth: AuthClient
    poll: str = ""

    @property
    def address(self) -> str:
        """Where the form leads."""
        return f"{PATH}/{segment(self.poll)}" if self.poll else NEW

    async def show_form(
        self,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        stored: PollDetail | None = None,
        is_stale: bool = False,
        done: bool = False,
    ) -> HTMLResponse:
        """Show the form with what was typed, beside the stored draft when that changed."""
        fields = messages_of()
        portals, units = await asyncio.gather(
            or_none(self.survey.administered_portals()),
            units_to_pick(self.pages, self.auth, values["unit"]),
        )
        kept = values_of(stored, stored.version) if stored else None
        context = {
            "poll": stored,
            "address": self.address,
            "values": {**values, "version": kept["version"]} if kept and is_stale else values,
            "places": places(values),
            "units": units,
            "portals": [{"value": one.id, "label": one.name} for one in portals or []],
            "kinds": label_options(self.pages, POLL_KIND, POLL_KIND),
            "conflict": [
                {"name": name, "theirs": kept[name], "mine": values[name]}
                for name in differing_names(kept, values)
            ]
            if kept and is_stale
            else None,
            "done": done,
            **describe(self.pages, faults, fields).context(),
        }
        frame = admin_frame(PATH)
        return self.pages.render("admin/poll_form.html", context, status=status, **frame)

    async def show_results(self, poll: PollDetail, cursor: str, *, done: bool) -> HTMLResponse:
        """Show what is counted of a poll that is or was open, and what people wrote."""
        results, texts = await asyncio.gather(
            self.survey.show_poll_results(poll.id),
            or_none(self.survey.list_poll_texts(poll.id, cursor or None)),
        )
        following = texts.next_cursor if texts else None
        context = {
            "poll": poll,
            "results": results,
            "texts": texts.items if texts else [],
            "questions": {one.key: one.question for one in poll.questions},
            "address": self.address,
            "next_href": f"{self.address}?{urlencode({'cursor': following})}" if following else "",
            "first_href": self.address if cursor else "",
            "done": done,
        }
        return self.pages.render("admin/poll.html", context, **admin_frame(PATH))


def _pages(
    _visitor: Administrator, pages: Pages, survey: Survey, auth: Auth, poll: str = ""
) -> PollPages:
    return PollPages(pages, survey, auth, poll)


Current = Annotated[PollPages, Depends(_pages)]


@router.get(PATH)
async def browse_kept_polls(
    _visitor: Administrator, pages: Pages, survey: Survey, auth: Auth
) -> HTMLResponse:
    """Show the polls of the administrator's units."""
    polls, units = await asyncio.gather(survey.list_kept_polls(), or_none(auth.list_units()))
    context = {"polls": polls, "units": {unit.id: unit for unit in units or []}}
    return pages.render("admin/polls.html", context, **admin_frame(PATH))


@router.get(NEW)
async def show_new_poll(page: Current) -> HTMLResponse:
    """Show an empty form."""
    first = today() + timedelta(days=1)
    days = {"valid_from": str(first), "valid_to": str(first + timedelta(days=_DAYS))}
    return await page.show_form({**dict.fromkeys(names(), ""), **days})


@router.post(NEW)
async def draft_poll(request: Request, page: Current) -> Response:
    """Begin a draft."""
    values = await _read(request)
    body = read_poll(values)
    if isinstance(body, list):
        return await page.show_form(values, body, 422)
    try:
        drafted = await page.survey.draft_poll(body)
    except ServiceProblem as problem:
        return await page.show_form(values, faults_in(problem, values), problem.status)
    return page.pages.redirect(f"{PATH}/{segment(drafted.id)}?done=1")


@router.get("/quan-tri/tham-do/{poll}")
async def show_kept_poll(
    page: Current,
    cursor: Annotated[str, Query(max_length=400)] = "",
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show a draft to work on, or what came of a poll."""
    poll = await page.survey.show_poll_detail(page.poll)
    if poll.state != "draft":
        return await page.show_results(poll, cursor, done=bool(done))
    return await page.show_form(values_of(poll, poll.version), stored=poll, done=bool(done))


@router.post("/quan-tri/tham-do/{poll}")
async def save_poll(request: Request, page: Current) -> Response:
    """Keep a draft; what was typed comes back when somebody was faster or something is wrong."""
    values = await _read(request)
    body = read_poll(values)
    if isinstance(body, list):
        stored = await page.survey.show_poll_detail(page.poll)
        return await page.show_form(values, body, 422, stored=stored)
    return await _save(page, values, body)


async def _save(page: PollPages, values: Mapping[str, str], body: PollForm) -> Response:
    try:
        await page.survey.save_poll(page.poll, as_version(values["version"]), body)
    except ServiceProblem as problem:
        if problem.status == 404:
            raise
        stored = await page.survey.show_poll_detail(page.poll)
        if problem.slug == _CHANGED:
            return await page.show_form(values, status=412, stored=stored, is_stale=True)
        faults = faults_in(problem, values)
        return await page.show_form(values, faults, problem.status, stored=stored)
    return page.pages.redirect(f"{page.address}?done=1")


@router.get("/quan-tri/tham-do/{poll}/xem-truoc")
async def preview_poll(page: Current) -> HTMLResponse:
    """Show the stored poll as people will see it."""
    poll = await page.survey.show_poll_detail(page.poll)
    context = {"poll": poll, "address": page.address}
    return page.pages.render("admin/poll_preview.html", context)


@router.post("/quan-tri/tham-do/{poll}/{step}")
async def step_poll(request: Request, step: Step, page: Current) -> Response:
    """Open a draft, close an open poll or throw a draft away, in the version that was read."""
    version = as_version((await read_form(request, "version"))["version"])
    try:
        if step == "xoa":
            await page.survey.drop_poll(page.poll, version)
            return page.pages.redirect(PATH)
        await page.survey.step_poll(page.poll, version, "open" if step == "mo" else "close")
    except ServiceProblem as problem:
        poll = await page.survey.show_poll_detail(page.poll)
        if poll.state != "draft" or problem.status == 404:
            raise
        values = values_of(poll, poll.version)
        faults = faults_in(problem, values)
        return await page.show_form(values, faults, problem.status, stored=poll)
    return page.pages.redirect(f"{page.address}?done=1")


async def _read(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        given = {name: form.get(name, "") for name in names()}
    return {name: "" if isinstance(text, UploadFile) else text for name, text in given.items()}
