"""Writing, editing and withdrawing a ready question and answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from gateway.clients import QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.pages.console.frame import console_frame
from gateway.pages.console.moving import version_of
from gateway.pages.console.ready_answers import PATH, own_units
from gateway.pages.console.unread import count_unread
from gateway.pages.console.unsaved import show_unsaved
from gateway.pages.degrading import or_none
from gateway.pages.deps import RESPONDERS, PageMaker, Pages, Responder
from gateway.pages.forms import Fault, check, describe, faults_of, read_form, rows_to_show
from gateway.pages.options import topic_options
from gateway.translations import mark
from gateway.visitors import CurrentVisitor, Qa, Visitor, admit
from shared.contracts.qa.faq import AddFaq, CitedDocument, EditFaq, FaqOut, WithdrawFaq
from shared.problems import Problem

router = APIRouter(include_in_schema=False)

MOST_DOCUMENTS = 20
BLANK_ROWS = 2
_MOST_FIELDS = 120
_DOCUMENT = ("number", "title", "issued_on", "valid_to", "url")
_DAY = {"": mark("Ngày chưa đúng. Ngày cuối không được trước ngày đầu.")}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "unit": {},
    "title": {"string_too_short": mark("Hãy ghi câu hỏi, ít nhất %(min_length)s ký tự.")},
    "answer": {"string_too_short": mark("Hãy viết câu trả lời, ít nhất %(min_length)s ký tự.")},
    "topic": {},
    "valid_from": _DAY,
    "valid_to": _DAY,
    "documents": {"": mark("Mỗi văn bản cần số hiệu và tên; địa chỉ bắt đầu bằng https://.")},
    "reason": {"string_too_short": mark("Hãy ghi lý do, ít nhất %(min_length)s ký tự.")},
}
_PLAIN = ("unit", "title", "answer", "topic", "valid_from", "valid_to", "from_question", "version")
_ROWS = tuple(f"{name}-{row}" for row in range(MOST_DOCUMENTS) for name in _DOCUMENT)
_TEXTS = {"title": mark("Câu hỏi"), "answer": mark("Câu trả lời")}


@dataclass(frozen=True, slots=True)
class FaqForm:
    """The form of one entry, a new one when `entry` is empty."""

    pages: PageMaker
    visitor: Visitor
    qa: QaClient
    entry: str = ""

    @property
    def address(self) -> str:
        """Where the form is sent."""
        return f"{PATH}/{segment(self.entry)}/sua" if self.entry else "/can-bo/thuong-gap-moi"

    async def show(
        self,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        is_overtaken: bool = False,
    ) -> HTMLResponse:
        """Show the form with what was typed."""
        topics, unread = await asyncio.gather(or_none(self.qa.list_topics()), count_unread(self.qa))
        context = {
            "values": {**dict.fromkeys((*_PLAIN, *_ROWS), ""), **values},
            "rows": rows_to_show(values, _DOCUMENT, most=MOST_DOCUMENTS, blank=BLANK_ROWS),
            "units": own_units(self.visitor),
            "topics": topic_options(self.pages, topics or []),
            "is_new": not self.entry,
            "address": self.address,
            "is_overtaken": is_overtaken,
            **describe(self.pages, faults, _FIELDS).context(),
        }
        frame = console_frame(self.visitor, PATH, unread)
        return self.pages.render("console/faq_form.html", context, status=status, **frame)


def _form(visitor: CurrentVisitor, pages: Pages, qa: Qa, entry: str = "") -> FaqForm:
    return FaqForm(pages, visitor, qa, entry)


CurrentForm = Annotated[FaqForm, Depends(_form)]


@router.get("/can-bo/thuong-gap-moi")
async def show_new_faq(
    _visitor: Responder, form: CurrentForm, tu: Annotated[str, Query(max_length=40)] = ""
) -> HTMLResponse:
    """Show an empty form, or one filled from an answered question (`tu`)."""
    question = await or_none(form.qa.show_question(tu)) if tu else None
    if question is None or question.answer is None:
        return await form.show({})
    public = question.public
    filled = {
        "unit": question.unit.id,
        "title": public.title if public else question.title,
        "answer": public.text if public else question.answer.text,
        "topic": question.topic.id if question.topic else "",
        "from_question": question.code,
    }
    return await form.show(filled)


@router.get("/can-bo/thuong-gap/{entry}/sua")
async def show_faq_form(_visitor: Responder, form: CurrentForm) -> HTMLResponse:
    """Show an entry to edit."""
    return await form.show(_values_of(await form.qa.show_faq(form.entry)))


@router.post("/can-bo/thuong-gap-moi")
async def add_faq(request: Request, form: CurrentForm) -> Response:
    """Keep a new ready answer."""
    return await _keep(request, form, AddFaq)


@router.post("/can-bo/thuong-gap/{entry}/sua")
async def edit_faq(request: Request, form: CurrentForm) -> Response:
    """Replace a ready answer."""
    return await _keep(request, form, EditFaq)


@router.post("/can-bo/thuong-gap/{entry}/rut")
async def withdraw_faq(request: Request, _visitor: Responder, form: CurrentForm) -> Response:
    """Take a ready answer off the public pages."""
    values = await read_form(request, "reason", "version")
    body = check(WithdrawFaq, {"reason": values["reason"]})
    address = f"{PATH}/{segment(form.entry)}"
    if isinstance(body, list):
        return form.pages.redirect(f"{address}?done=reason")
    try:
        await form.qa.withdraw_faq(form.entry, body, version_of(values))
    except ServiceProblem as problem:
        if problem.status not in {409, 412}:
            raise
        return form.pages.redirect(f"{address}?done=changed")
    return form.pages.redirect(f"{address}?done=out")


async def _keep(request: Request, form: FaqForm, kind: type[BaseModel]) -> Response:
    """Keep what was typed; it survives every refusal."""
    values = await read_form(request, *_PLAIN, *_ROWS, most_fields=_MOST_FIELDS)
    try:
        admit(form.visitor, *RESPONDERS)
        body = _checked(kind, _given(values, is_new=kind is AddFaq))
        if isinstance(body, list):
            return await form.show(values, _placed(body), 422)
        try:
            if isinstance(body, AddFaq):
                kept = await form.qa.add_faq(body)
            else:
                edited = EditFaq.model_validate(body)
                kept = await form.qa.edit_faq(form.entry, edited, version_of(values))
        except ServiceProblem as problem:
            if problem.status in {401, 503}:
                raise
            if problem.status == 412:
                now = await form.qa.show_faq(form.entry)
                fresh = {**values, "version": str(now.version)}
                return await form.show(fresh, status=409, is_overtaken=True)
            return await form.show(values, _placed(faults_of(problem)), problem.status)
    except (Problem, ServiceProblem) as problem:
        return show_unsaved(form.pages, form.address, values, _TEXTS, problem)
    return form.pages.redirect(f"{PATH}/{segment(kept.id)}?done=kept")


def _given(values: Mapping[str, str], *, is_new: bool) -> dict[str, Any]:
    """Return the form as the contracts take it."""
    documents = []
    for row in range(MOST_DOCUMENTS):
        typed = {name: values[f"{name}-{row}"].strip() or None for name in _DOCUMENT}
        if any(typed.values()):
            documents.append({name: text for name, text in typed.items() if text})
    given: dict[str, Any] = {"title": values["title"], "answer": values["answer"]}
    given |= {name: values[name].strip() or None for name in ("topic", "valid_from", "valid_to")}
    if is_new:
        given |= {"unit": values["unit"], "from_question": values["from_question"] or None}
    return {**given, "documents": documents}


def _checked(kind: type[BaseModel], given: dict[str, Any]) -> BaseModel | list[Fault]:
    """Check the form; what is wrong with a document is told at the documents."""
    if not any(isinstance(check(CitedDocument, one), list) for one in given["documents"]):
        return check(kind, given)
    rest = check(kind, {**given, "documents": []})
    return [*(rest if isinstance(rest, list) else []), Fault("documents", "document_unusable")]


def _placed(faults: list[Fault]) -> list[Fault]:
    """Return the faults at fields of the form."""
    ends = {"ends_before_it_begins": "valid_to", "nothing_said": "answer"}
    return [
        Fault(ends[fault.code], fault.code)
        if fault.code in ends
        else fault
        if fault.field in _FIELDS
        else Fault("", fault.code)
        for fault in faults
    ]


def _values_of(entry: FaqOut) -> dict[str, str]:
    values = {
        "title": entry.title,
        "answer": entry.answer,
        "topic": entry.topic.id if entry.topic else "",
        "valid_from": entry.valid_from.isoformat(),
        "valid_to": entry.valid_to.isoformat() if entry.valid_to else "",
        "version": str(entry.version),
    }
    for row, document in enumerate(entry.documents):
        shown = document.model_dump(mode="json", include=set(_DOCUMENT))
        values |= {f"{name}-{row}": shown[name] or "" for name in _DOCUMENT}
    return values
