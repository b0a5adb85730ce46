"""`/quan-tri/linh-vuc`: the topics of questions, who answers for them, and who changed what."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.unit_field import SOURCE, named_unit
from gateway.pages.admin.unit_names import unit_names
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth, Qa
from shared.contracts.qa.topics import (
    CreateTopic,
    TopicDetail,
    TopicForm,
    TopicVersionOut,
    UndoTopicChange,
)

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/linh-vuc"
_NAMES = ("name", "name_en", "unit", "unit_name", "position", "is_open", "version")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "id": {"": mark("Mã gồm chữ thường không dấu, số và gạch nối; chưa lĩnh vực nào dùng.")},
    "name": {
        "text_character": mark("Có ký tự không phải chữ Latinh (%(code_point)s). Hãy gõ lại."),
        "topic-exists": mark("Mã hoặc tên lĩnh vực đã được dùng. Hãy chọn khác."),
    },
    "name_en": {},
    "unit_name": {"": mark("Không có đơn vị đang nhận câu hỏi tên như vậy. Hãy tìm rồi chọn.")},
    "position": {"": mark("Thứ tự là một số từ 1 đến 9999.")},
}
_SHOWN = ("name", "name_en", "unit", "position", "is_open")
Done = Annotated[str, Query(max_length=8)]


@router.get(PATH)
async def browse_topics(
    _visitor: Administrator, pages: Pages, qa: Qa, done: Done = ""
) -> HTMLResponse:
    """Show all topics and the form to add one."""
    return await _list(pages, qa, {"position": "500", "is_open": "on"}, done=done)


@router.post(PATH)
async def add_topic(
    request: Request, _visitor: Administrator, pages: Pages, qa: Qa, auth: Auth
) -> Response:
    """Add a topic."""
    values = await read_form(request, "id", *_NAMES)
    given, faults = await _given(auth, {**values, "is_open": "on"})
    body = check(CreateTopic, {"id": values["id"].strip(), **given})
    if faults or isinstance(body, list):
        found = faults + (_placed(body) if isinstance(body, list) else [])
        return await _list(pages, qa, values, found, 422)
    try:
        await qa.create_topic(body)
    except ServiceProblem as problem:
        return await _list(pages, qa, values, _placed(faults_of(problem)), problem.status)
    return pages.redirect(f"{PATH}?done=1")


@router.get("/quan-tri/linh-vuc/{topic}")
async def show_topic(
    topic: str, _visitor: Administrator, pages: Pages, qa: Qa, auth: Auth, done: Done = ""
) -> HTMLResponse:
    """Show a topic to change, and who changed what."""
    return await _one(pages, qa, auth, await qa.show_kept_topic(topic), {}, done=done)


@router.post("/quan-tri/linh-vuc/{topic}")
async def change_topic(
    topic: str, request: Request, _visitor: Administrator, pages: Pages, qa: Qa, auth: Auth
) -> Response:
    """Change a topic; what was typed comes back when somebody was faster."""
    values = await read_form(request, *_NAMES)
    given, faults = await _given(auth, values)
    body = check(TopicForm, given)
    detail = await qa.show_kept_topic(topic)
    if faults or isinstance(body, list):
        found = faults + (_placed(body) if isinstance(body, list) else [])
        return await _one(pages, qa, auth, detail, values, found, 422)
    try:
        await qa.revise_topic(topic, as_version(values["version"]), body)
    except ServiceProblem as problem:
        kept = {**values, "version": str(detail.version)}
        found = _placed(faults_of(problem))
        return await _one(pages, qa, auth, detail, kept, found, problem.status)
    return pages.redirect(f"{PATH}/{segment(topic)}?done=1")


@router.post("/quan-tri/linh-vuc/{topic}/hoan-lai")
async def undo_topic_change(
    topic: str, request: Request, _visitor: Administrator, pages: Pages, qa: Qa
) -> Response:
    """Put a change back; refused, the topic's page says so."""
    values = await read_form(request, "undone", "version")
    here = f"{PATH}/{segment(topic)}"
    body = UndoTopicChange(version=max(as_version(values["undone"]), 2))
    try:
        await qa.undo_topic_change(topic, as_version(values["version"]), body)
    except ServiceProblem as problem:
        if problem.status not in {409, 412, 422}:
            raise
        return pages.redirect(f"{here}?done=again")
    return pages.redirect(f"{here}?done=1")


async def _given(auth: AuthClient, values: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """Return what the contract checks, and what is wrong with the unit named."""
    unit = await named_unit(auth, values["unit_name"], values["unit"])
    missing = bool(values["unit_name"].strip()) and not unit
    given = {
        "name": values["name"], "name_en": values["name_en"], "unit": unit or None,
        "position": values["position"].strip(), "is_open": values["is_open"] == "on",
    }  # fmt: skip
    return given, [Fault("unit_name", "unknown_unit")] if missing else []


def _placed(faults: list[Fault]) -> list[Fault]:
    fields = {"unit": "unit_name"}
    return [
        Fault("name", fault.code)
        if fault.code == "topic-exists"
        else Fault(fields.get(fault.field, fault.field), fault.code, fault.limits)
        for fault in faults
    ]


async def _list(
    pages: PageMaker,
    qa: QaClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
    *,
    done: str = "",
) -> HTMLResponse:
    context = {
        "topics": await qa.list_kept_topics(),
        "values": {**dict.fromkeys(("id", *_NAMES), ""), **values},
        "unit_source": SOURCE,
        "done": done,
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/topics.html", context, status=status, **admin_frame(PATH))


async def _one(  # noqa: PLR0917 - as `_list`, of one topic
    pages: PageMaker,
    qa: QaClient,
    auth: AuthClient,
    topic: TopicDetail,
    typed: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
    *,
    done: str = "",
) -> HTMLResponse:
    stored = {
        "name": topic.name, "name_en": topic.name_en, "position": str(topic.position),
        "unit": topic.unit.id if topic.unit else "",
        "unit_name": topic.unit.name if topic.unit else "",
        "is_open": "on" if topic.is_open else "", "version": str(topic.version),
    }  # fmt: skip
    versions = await or_none(qa.list_topic_versions(topic.id))
    context = {
        "topic": topic,
        "values": {**stored, **typed},
        "unit_source": SOURCE,
        "versions": versions and await _told(pages, auth, versions),
        "done": done,
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/topic.html", context, status=status, **admin_frame(PATH))


async def _told(
    pages: PageMaker, auth: AuthClient, versions: list[TopicVersionOut]
) -> list[dict[str, Any]]:
    """Return each change with the fields that differ, in words."""
    states = [state for one in versions for state in (one.before, one.after) if state]
    names = await unit_names(auth, (state["unit"] for state in states if state.get("unit")))

    def said(name: str, value: object) -> str:
        if isinstance(value, bool):
            return pages.say(mark("có") if value else mark("không"))
        text = names.get(str(value), str(value)) if name == "unit" and value else str(value or "")
        return text or "–"

    return [
        {
            "change": one,
            "fields": [
                {
                    "name": name,
                    "before": said(name, (one.before or {}).get(name)),
                    "after": said(name, one.after.get(name)),
                }
                for name in _SHOWN
                if one.before is not None and one.before.get(name) != one.after.get(name)
            ],
        }
        for one in versions
    ]
