"""Words beside the answer: internal notes, further words to the sender, a supporting unit's part.

Several people may say something at once, so notes and words to the sender carry no version.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from gateway.clients import ServiceProblem
from gateway.clients.base import segment
from gateway.pages.console.frame import console_frame
from gateway.pages.console.moving import version_of
from gateway.pages.console.question_page import CurrentPage, QuestionPage
from gateway.pages.console.unread import count_unread
from gateway.pages.console.unsaved import show_unsaved
from gateway.pages.deps import RESPONDERS, Responder
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import admit
from shared.contracts.qa.work import AddNote, ReplySupport, ReplyToSender
from shared.problems import Problem

router = APIRouter(include_in_schema=False)

T = TypeVar("T", bound=BaseModel)
Send = Callable[[T], Awaitable[object]]
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "text": {"string_too_short": mark("Hãy viết nội dung, ít nhất %(min_length)s ký tự.")}
}


@dataclass(frozen=True, slots=True)
class Word:
    """A text to say, on a page of its own where it is refused; `slug` ends its address."""

    slug: str
    done: str
    title: str
    lead: str
    label: str
    button: str


_NOTE = Word(
    "ghi-chu", "ghi-chu",
    mark("Ghi chú nội bộ"),
    mark("Chỉ người trong cơ quan đọc được."),
    mark("Ghi chú mới"),
    mark("Ghi chú"),
)  # fmt: skip
_REPLY = Word(
    "nhan-them", "nhan-them",
    mark("Viết thêm cho người gửi"),
    mark("Người gửi nhận được tin. Phần này không công khai và không thay câu trả lời."),
    mark("Nội dung gửi thêm"),
    mark("Gửi cho người gửi"),
)  # fmt: skip


def _part(unit: str) -> Word:
    return Word(
        f"phoi-hop/{segment(unit)}", "gop-phan",
        mark("Góp phần trả lời"),
        mark("Đơn vị chủ trì dùng phần này để trả lời. Người gửi không đọc trực tiếp."),
        mark("Phần của đơn vị bạn"),
        mark("Gửi đơn vị chủ trì"),
    )  # fmt: skip


@router.post("/can-bo/{code}/ghi-chu")
async def add_note(request: Request, page: CurrentPage) -> Response:
    """Leave an internal note; the people ticked are told."""
    async with request.form(max_files=0, max_fields=60, max_part_size=256 * 1024) as form:
        mentions = [str(person) for person in form.getlist("mentions")][:20]
    values = await read_form(request, "text", "version")

    async def send(body: AddNote) -> None:
        await page.qa.add_note(page.code, body.model_copy(update={"mentions": mentions}))

    return await _say(page, _NOTE, values, AddNote, send)


@router.get("/can-bo/{code}/nhan-them")
async def show_reply(_visitor: Responder, page: CurrentPage) -> HTMLResponse:
    """Show the form of a further word to the sender."""
    return await _show(page, _REPLY, {"text": ""})


@router.post("/can-bo/{code}/nhan-them")
async def reply_to_sender(request: Request, page: CurrentPage) -> Response:
    """Say a further word to the sender."""
    values = await read_form(request, "text", "version")

    async def send(body: ReplyToSender) -> None:
        await page.qa.reply_to_sender(page.code, body)

    return await _say(page, _REPLY, values, ReplyToSender, send)


@router.get("/can-bo/{code}/phoi-hop/{unit}")
async def show_part(unit: str, _visitor: Responder, page: CurrentPage) -> HTMLResponse:
    """Show the form of a supporting unit's part."""
    return await _show(page, _part(unit), {"text": ""})


@router.post("/can-bo/{code}/phoi-hop/{unit}")
async def reply_support(unit: str, request: Request, page: CurrentPage) -> Response:
    """Give the supporting unit's part."""
    values = await read_form(request, "text", "version")

    async def send(body: ReplySupport) -> None:
        await page.qa.reply_support(page.code, unit, body, version_of(values))

    return await _say(page, _part(unit), values, ReplySupport, send)


async def _say(
    page: QuestionPage, word: Word, values: Mapping[str, str], kind: type[T], send: Send[T]
) -> Response:
    """Send a text; it survives every refusal."""
    try:
        admit(page.visitor, *RESPONDERS)
        body = check(kind, {"text": values["text"]})
        if isinstance(body, list):
            return await _show(page, word, values, body, 422)
        try:
            await send(body)
        except ServiceProblem as problem:
            if problem.status in {401, 404, 503}:
                raise
            if problem.status == 412:
                return await _show(page, word, values, status=409, is_overtaken=True)
            return await _show(page, word, values, faults_of(problem), problem.status)
    except (Problem, ServiceProblem) as problem:
        return show_unsaved(
            page.pages, page.address(word.slug), values, {"text": word.label}, problem
        )
    return page.back(word.done)


async def _show(
    page: QuestionPage,
    word: Word,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
    *,
    is_overtaken: bool = False,
) -> HTMLResponse:
    question, unread = await asyncio.gather(page.qa.show_question(page.code), count_unread(page.qa))
    context = {
        "question": question,
        "word": word,
        "address": page.address(word.slug),
        "text": values["text"],
        "is_overtaken": is_overtaken,
        **describe(page.pages, faults, _FIELDS).context(),
    }
    frame = console_frame(page.visitor, "/can-bo", unread)
    return page.pages.render("console/word.html", context, status=status, **frame)
