"""`/can-bo/{code}`: one question, and the writing of its answer.

Every change names the version the visitor read. When somebody else was faster, what was typed is
shown beside what stands there now; when the visitor's session has ended or a service is away, it
comes back to be sent again. Nothing is lost.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from gateway.clients import ServiceProblem
from gateway.clients.qa_responding import Action
from gateway.pages.console import editor
from gateway.pages.console.frame import console_frame
from gateway.pages.console.moving import OVERTAKEN, is_about_the_visitor, version_of
from gateway.pages.console.question_page import CurrentPage, QuestionPage
from gateway.pages.console.reuse import SEARCH, reused_text
from gateway.pages.console.unread import count_unread
from gateway.pages.console.unsaved import show_unsaved
from gateway.pages.deps import RESPONDERS, Follower
from gateway.pages.forms import Fault, check, faults_of, read_form
from gateway.visitors import admit
from shared.contracts.qa.parts import PublicVersion
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import CorrectAnswer, DraftAnswer, PublishAnswer, SubmitAnswer
from shared.problems import Problem

router = APIRouter(include_in_schema=False)

Values = Mapping[str, str]
Slug = Literal["du-thao", "trinh-duyet", "tra-loi", "dinh-chinh"]


@router.get("/can-bo/{code}")
async def show_question(
    _visitor: Follower, page: CurrentPage, done: Annotated[str, Query(max_length=40)] = ""
) -> HTMLResponse:
    """Show the question with the forms for what the visitor may do now."""
    return await page.show(done=done)


@dataclass(frozen=True, slots=True)
class Writing:
    """A way to send the answer; `publishes`: everybody may read it at once."""

    slug: Slug
    action: Action
    kind: type[BaseModel]
    publishes: bool = False


_DRAFT = Writing("du-thao", "draft", DraftAnswer)
_SUBMIT = Writing("trinh-duyet", "submit", SubmitAnswer)
_PUBLISH = Writing("tra-loi", "publish", PublishAnswer, publishes=True)
_CORRECT = Writing("dinh-chinh", "correct", CorrectAnswer, publishes=True)


@router.post("/can-bo/{code}/du-thao")
async def save_draft(request: Request, page: CurrentPage) -> Response:
    """Keep the answer as far as it is written."""
    return await _write(request, page, _DRAFT)


@router.post("/can-bo/{code}/trinh-duyet")
async def submit_answer(request: Request, page: CurrentPage) -> Response:
    """Ask for approval of the answer."""
    return await _write(request, page, _SUBMIT)


@router.post("/can-bo/{code}/tra-loi")
async def publish_answer(request: Request, page: CurrentPage) -> Response:
    """Answer the sender, publicly where the sender allowed it."""
    return await _write(request, page, _PUBLISH)


@router.post("/can-bo/{code}/dinh-chinh")
async def correct_answer(request: Request, page: CurrentPage) -> Response:
    """Replace the answer by a better one; the earlier one stays in the history."""
    return await _write(request, page, _CORRECT)


async def _write(request: Request, page: QuestionPage, writing: Writing) -> Response:
    """Send the answer; what was typed survives every refusal."""
    read = await read_form(request, *editor.NAMES, "reuse", "find")
    values = {**read, "mode": read["mode"] or "same"}
    try:
        admit(page.visitor, *RESPONDERS)
        if read["reuse"]:
            return await _reuse(page, values)
        return await _send(page, writing, values)
    except (Problem, ServiceProblem) as problem:
        labels = {"text": editor.LABELS["text"]} if values["mode"] != "edited" else editor.LABELS
        return show_unsaved(page.pages, page.address(writing.slug), values, labels, problem)


async def _reuse(page: QuestionPage, values: Values) -> Response:
    """Put a text that stands ready at the end of the answer, or search for one."""
    if values["reuse"] == SEARCH:
        return await page.show(values, words=values["find"].strip()[:200])
    more = await reused_text(page.qa, page.code, values["reuse"])
    typed = values["text"].rstrip()
    return await page.show({**values, "text": f"{typed}\n\n{more}" if typed else more})


async def _send(page: QuestionPage, writing: Writing, values: Values) -> Response:
    body = _body(writing, values)
    if isinstance(body, list):
        return await page.show(values, body, 422)
    if writing.publishes and not values["confirmed"]:
        question = await page.qa.show_question(page.code)
        if personal := editor.personal_in(question, values):
            return await page.show(values, status=422, personal=personal)
    try:
        version = version_of(values)
        await page.qa.change_question(page.code, writing.action, body, version)
    except ServiceProblem as problem:
        if problem.status in OVERTAKEN:
            return await _show_conflict(page, writing, values)
        if is_about_the_visitor(problem):
            raise
        return await page.show(values, faults_of(problem), problem.status)
    return page.back(writing.slug)


def _body(writing: Writing, values: Values) -> BaseModel | list[Fault]:
    public = editor.public_version(values)
    if isinstance(public, list):
        return public
    given: dict[str, object] = {"text": values["text"], "public": public}
    if writing.kind in {PublishAnswer, SubmitAnswer}:
        given["privately"] = values["mode"] == "private"
    if writing.kind is CorrectAnswer:
        given["reason"] = values["reason"]
    return check(writing.kind, given)


_Stored = tuple[str, PublicVersion | None] | None
_STORED: dict[Slug, Callable[[QuestionOut], _Stored]] = {
    "du-thao": lambda now: (now.draft.text, now.draft.public) if now.draft else None,
    "trinh-duyet": lambda now: (
        (now.draft.text, now.draft.public)
        if now.draft and now.status == "awaiting_approval"
        else None
    ),
    "tra-loi": lambda now: (now.answer.text, now.public) if now.answer else None,
    "dinh-chinh": lambda now: (now.answer.text, now.public) if now.answer else None,
}


async def _show_conflict(page: QuestionPage, writing: Writing, values: Values) -> Response:
    """Show both texts, unless they are the same: then a form was only sent twice."""
    question, unread = await asyncio.gather(page.qa.show_question(page.code), count_unread(page.qa))
    body = _body(writing, values)
    typed = (getattr(body, "text", None), getattr(body, "public", None))
    if _STORED[writing.slug](question) == typed:
        return page.back(writing.slug)
    context = {
        "question": question,
        "values": values,
        "editor": editor.form_for(question),
        "slug": writing.slug,
    }
    frame = console_frame(page.visitor, "/can-bo", unread)
    return page.pages.render("console/conflict.html", context, status=409, **frame)
