"""Answer templates, for those who write answers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from services.qa.deps import Code, Qa, Responder
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Access
from services.qa.questions.problems import NotYourUnit, QuestionNotFound
from services.qa.questions.views import access_to
from services.qa.templates import service
from shared.contracts.qa.base import Slug
from shared.contracts.qa.templates import FilledTemplate, TemplateOut, WriteTemplate
from shared.versions import Version, etag

router = APIRouter(tags=["templates"])

TemplateId = Annotated[str, Path(max_length=64, pattern="^[0-9a-zA-Z-]+$")]


async def _writing(caller: Responder, template: TemplateId, version: Version) -> service.Writing:
    return service.Writing(caller, template, version)


Writing = Annotated[service.Writing, Depends(_writing)]


@router.get("/templates")
async def list_templates(
    qa: Qa,
    caller: Responder,
    unit: Annotated[Slug | None, Query(description="Only this unit's, and those for all")] = None,
) -> list[TemplateOut]:
    """Return the templates of the caller's units by name, then those for every unit."""
    return await service.templates_for(unit, caller, await qa.units.get())


@router.post("/templates", status_code=201)
async def add_template(
    qa: Qa, caller: Responder, form: WriteTemplate, response: Response
) -> TemplateOut:
    """Keep a template of the caller's unit; the coordinator's may be for every unit."""
    tree = await qa.units.get()
    template = await service.add_template(qa.mongo, caller, form, tree)
    response.headers["ETag"] = etag(template.version)
    return service.template_out(template, caller, tree)


@router.put("/templates/{template}")
async def edit_template(
    qa: Qa, writing: Writing, form: WriteTemplate, response: Response
) -> TemplateOut:
    """Replace a template."""
    tree = await qa.units.get()
    template = await service.edit_template(qa.mongo, writing, form, tree)
    response.headers["ETag"] = etag(template.version)
    return service.template_out(template, writing.caller, tree)


@router.delete("/templates/{template}", status_code=204)
async def delete_template(qa: Qa, writing: Writing) -> None:
    """Remove a template."""
    await service.delete_template(qa.mongo, writing)


@router.get("/questions/{code}/templates/{template}")
async def fill_template(
    qa: Qa, caller: Responder, code: Code, template: TemplateId, response: Response
) -> FilledTemplate:
    """Return a template filled for a question of the caller's unit."""
    question = await QuestionDocument.find_one({"code": code})
    seen = await access_to(question, caller) if question else None
    if question is None or seen is None:
        raise QuestionNotFound
    if seen is not Access.RESPONDER:
        raise NotYourUnit
    response.headers["Cache-Control"] = "no-store"
    return await service.fill_template(qa, caller, question, template)
