"""`/can-bo/mau-tra-loi`: ready-made texts that answers begin with."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.pages.console.frame import console_frame
from gateway.pages.console.moving import version_of
from gateway.pages.console.ready_answers import own_units
from gateway.pages.console.unread import count_unread
from gateway.pages.console.unsaved import show_unsaved
from gateway.pages.deps import RESPONDERS, PageMaker, Pages, Responder
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import CurrentVisitor, Qa, Visitor, admit
from shared.contracts.qa.templates import TEMPLATE_FIELDS, TemplateOut, WriteTemplate
from shared.problems import NotFound, Problem

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/mau-tra-loi"
_NEW = "/can-bo/mau-tra-loi-moi"
_NAMES = ("name", "text", "unit", "version")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "name": {"string_too_short": mark("Hãy đặt tên, ít nhất %(min_length)s ký tự.")},
    "text": {
        "string_too_short": mark("Hãy viết nội dung, ít nhất %(min_length)s ký tự."),
        "unknown_field": mark("Có chỗ trong {{…}} không có trong danh sách bên dưới."),
    },
    "unit": {},
}
_TEXTS = {"name": mark("Tên mẫu"), "text": mark("Nội dung mẫu")}


@router.get(PATH)
async def browse_templates(
    visitor: Responder, pages: Pages, qa: Qa, done: Annotated[str, Query(max_length=8)] = ""
) -> HTMLResponse:
    """Show the templates."""
    templates, unread = await asyncio.gather(qa.list_templates(), count_unread(qa))
    context = {"templates": templates, "done": done}
    return pages.render("console/templates.html", context, **console_frame(visitor, PATH, unread))


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """The form of one template, a new one when `template` is empty."""

    pages: PageMaker
    visitor: Visitor
    qa: QaClient
    template: str = ""

    @property
    def address(self) -> str:
        """Where the form is sent."""
        return f"{PATH}/{segment(self.template)}" if self.template else _NEW

    async def find(self) -> TemplateOut:
        """Return the template as it stands; raises `NotFound`."""
        found = await self.qa.list_templates()
        template = next((one for one in found if one.id == self.template), None)
        if template is None:
            raise NotFound
        return template

    async def show(
        self,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        is_overtaken: bool = False,
    ) -> HTMLResponse:
        """Show the form with what was typed."""
        is_coordinator = self.visitor.has_role("coordinator")
        context = {
            "values": {**dict.fromkeys(_NAMES, ""), **values},
            "units": own_units(self.visitor),
            "may_be_for_all": is_coordinator,
            "fields": TEMPLATE_FIELDS,
            "is_new": not self.template,
            "address": self.address,
            "is_overtaken": is_overtaken,
            **describe(self.pages, faults, _FIELDS).context(),
        }
        frame = console_frame(self.visitor, PATH, await count_unread(self.qa))
        return self.pages.render("console/template_form.html", context, status=status, **frame)


def _form(visitor: CurrentVisitor, pages: Pages, qa: Qa, template: str = "") -> TemplateForm:
    return TemplateForm(pages, visitor, qa, template)


CurrentForm = Annotated[TemplateForm, Depends(_form)]


@router.get(_NEW)
async def show_new_template(_visitor: Responder, form: CurrentForm) -> HTMLResponse:
    """Show an empty form."""
    return await form.show({})


@router.get("/can-bo/mau-tra-loi/{template}")
async def show_template(_visitor: Responder, form: CurrentForm) -> HTMLResponse:
    """Show a template to edit."""
    found = await form.find()
    unit = found.unit.id if found.unit else ""
    version = str(found.version)
    return await form.show(
        {"name": found.name, "text": found.text, "unit": unit, "version": version}
    )


@router.post(_NEW)
async def add_template(request: Request, form: CurrentForm) -> Response:
    """Keep a new template."""
    return await _keep(request, form)


@router.post("/can-bo/mau-tra-loi/{template}")
async def edit_template(request: Request, form: CurrentForm) -> Response:
    """Replace a template."""
    return await _keep(request, form)


@router.post("/can-bo/mau-tra-loi/{template}/xoa")
async def delete_template(request: Request, _visitor: Responder, form: CurrentForm) -> Response:
    """Remove a template."""
    values = await read_form(request, "version")
    try:
        await form.qa.delete_template(form.template, version_of(values))
    except ServiceProblem as problem:
        if problem.status not in {409, 412}:
            raise
        return form.pages.redirect(f"{PATH}?done=changed")
    return form.pages.redirect(f"{PATH}?done=gone")


async def _keep(request: Request, form: TemplateForm) -> Response:
    """Keep what was typed; it survives every refusal."""
    values = await read_form(request, *_NAMES)
    try:
        admit(form.visitor, *RESPONDERS)
        given = {"name": values["name"], "text": values["text"], "unit": values["unit"] or None}
        body = check(WriteTemplate, given)
        if isinstance(body, list):
            return await form.show(values, body, 422)
        try:
            await _send(form, body, values)
        except ServiceProblem as problem:
            if problem.status in {401, 503}:
                raise
            if problem.status == 412:
                fresh = {**values, "version": str((await form.find()).version)}
                return await form.show(fresh, status=409, is_overtaken=True)
            return await form.show(values, faults_of(problem), problem.status)
    except (Problem, ServiceProblem) as problem:
        return show_unsaved(form.pages, form.address, values, _TEXTS, problem)
    return form.pages.redirect(f"{PATH}?done=kept")


async def _send(form: TemplateForm, body: WriteTemplate, values: Mapping[str, str]) -> None:
    if form.template:
        await form.qa.edit_template(form.template, body, version_of(values))
    else:
        await form.qa.add_template(body)
