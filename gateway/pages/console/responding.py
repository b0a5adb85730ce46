"""`/can-bo/{code}`: one question and what the visitor may do with it.

Every change names the version the visitor read. When somebody else was faster, what was typed is
shown beside what stands there now; when the visitor's session has ended or a service is away, it
comes back to be sent again. Nothing is lost.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from gateway.clients import QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.deadlines import days_left
from gateway.pages.deps import RESPONDERS, PageMaker, Pages, Responder
from gateway.pages.forms import Fault, check, describe, faults_of, no_faults, read_form
from gateway.pages.problem_texts import explain
from gateway.translations import mark
from gateway.visitors import CurrentVisitor, Qa, Visitor, admit
from shared.contracts.qa.questions import (
    AssignQuestion,
    DraftAnswer,
    PublishAnswer,
    QuestionOut,
)
from shared.problems import Problem

T = TypeVar("T", bound=BaseModel)

router = APIRouter(include_in_schema=False)

Version = Annotated[int, Form(ge=0)]
# Somebody was faster: the version is old, or the question is answered already.
OVERTAKEN = {409, 412}

FIELDS: dict[str, dict[str, str]] = {
    "text": {
        "string_too_short": mark("Hãy viết nội dung trả lời, ít nhất %(min_length)s ký tự."),
        "string_too_long": mark("Nội dung trả lời nhiều nhất %(max_length)s ký tự."),
    },
}
DONE = {
    "tiep-nhan": mark("Đã tiếp nhận câu hỏi"),
    "phan-cong": mark("Đã phân công"),
    "du-thao": mark("Đã lưu dự thảo"),
    "tra-loi": mark("Đã trả lời người gửi"),
}


@router.get("/can-bo/{code}")
async def show_question(
    code: str,
    _visitor: Responder,
    pages: Pages,
    qa: Qa,
    done: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Show the question with the forms for what the visitor may do now."""
    question, unread = await asyncio.gather(qa.show_question(code), count_unread(qa))
    text = question.draft.text if question.draft else ""
    return _show(pages, question, {"text": text}, unread=unread, done=DONE.get(done))


@router.post("/can-bo/{code}/tiep-nhan")
async def receive_question(
    code: str, version: Version, _visitor: Responder, pages: Pages, qa: Qa
) -> Response:
    """Confirm that the unit has taken the question."""
    await qa.receive_question(code, version)
    return _back(pages, code, "tiep-nhan")


@router.post("/can-bo/{code}/phan-cong")
async def assign_question(
    code: str,
    version: Version,
    _visitor: Responder,
    pages: Pages,
    qa: Qa,
    person: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Give the question to an officer; nobody chosen means to oneself."""
    await qa.assign_question(code, AssignQuestion(person=person or None), version)
    return _back(pages, code, "phan-cong")


@router.post("/can-bo/{code}/du-thao")
async def save_draft(
    code: str, request: Request, visitor: CurrentVisitor, pages: Pages, qa: Qa
) -> Response:
    """Keep the answer as far as it is written."""
    values = await read_form(request, "text", "version")
    writing = Writing(pages, qa, code, "du-thao", values)
    return await _write(visitor, writing, DraftAnswer, qa.save_draft)


@router.post("/can-bo/{code}/tra-loi")
async def publish_answer(
    code: str, request: Request, visitor: CurrentVisitor, pages: Pages, qa: Qa
) -> Response:
    """Answer the sender, publicly where the sender allowed it."""
    values = await read_form(request, "text", "version")
    writing = Writing(pages, qa, code, "tra-loi", values)
    return await _write(visitor, writing, PublishAnswer, qa.publish_answer)


@dataclass(frozen=True, slots=True)
class Writing:
    """A text on its way to a question; `action` is the last part of its form's address."""

    pages: PageMaker
    qa: QaClient
    code: str
    action: str
    values: Mapping[str, str]


async def _write(
    visitor: Visitor,
    writing: Writing,
    kind: type[T],
    send: Callable[[str, T, int], Awaitable[QuestionOut]],
) -> Response:
    """Make a change that carries a text; what was typed survives every refusal."""
    try:
        admit(visitor, *RESPONDERS)
        return await _send(writing, kind, send)
    except (Problem, ServiceProblem) as problem:
        context = {
            **writing.values,
            "code": writing.code,
            "action": writing.action,
            "problem": explain(problem.slug, problem.status),
        }
        return writing.pages.render("console/unsent.html", context, status=problem.status)


async def _send(
    writing: Writing, kind: type[T], send: Callable[[str, T, int], Awaitable[QuestionOut]]
) -> Response:
    text = check(kind, {"text": writing.values["text"]})
    if isinstance(text, list):
        return await _show_again(writing, text)
    try:
        await send(writing.code, text, _version(writing.values))
    except ServiceProblem as problem:
        if problem.status in OVERTAKEN:
            return await _show_conflict(writing)
        return await _show_again(writing, faults_of(problem), problem.status)
    return _back(writing.pages, writing.code, writing.action)


async def _show_conflict(writing: Writing) -> HTMLResponse:
    question = await writing.qa.show_question(writing.code)
    context = {"question": question, "text": writing.values["text"]}
    frame = console_frame("/can-bo")
    return writing.pages.render("console/conflict.html", context, status=409, **frame)


async def _show_again(writing: Writing, faults: list[Fault], status: int = 422) -> HTMLResponse:
    question = await writing.qa.show_question(writing.code)
    return _show(writing.pages, question, writing.values, faults, status)


def _show(
    pages: PageMaker,
    question: QuestionOut,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
    *,
    unread: int | None = None,
    done: str | None = None,
) -> HTMLResponse:
    found = describe(pages, faults, FIELDS) if faults else no_faults(FIELDS)
    context = {
        "question": question,
        "days_left": days_left(question),
        "values": values,
        "people": [],
        "done": pages.say(done) if done else "",
        "errors": found.errors,
        "messages": found.messages,
    }
    frame = console_frame("/can-bo", unread)
    return pages.render("console/question.html", context, status=status, **frame)


def _version(values: Mapping[str, str]) -> int:
    text = values["version"]
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _back(pages: PageMaker, code: str, done: str) -> Response:
    return pages.redirect(f"/can-bo/{segment(code)}?done={done}")
