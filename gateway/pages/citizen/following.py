"""What a sender does with their question after sending it; each is one form of its page.

Every change names the version the sender read. When the unit was faster, or a service is away, the
page comes back with what stands there now and what was typed still in its form.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from gateway.clients import QaClient, ServiceDown, ServiceProblem
from gateway.pages.citizen.asked import unsent_query
from gateway.pages.citizen.attaching import send_files
from gateway.pages.citizen.question_page import (
    FILES,
    FORMS,
    CurrentQuestion,
    QuestionPage,
    Typed,
)
from gateway.pages.forms import Fault, check, faults_of, filled, read_form
from gateway.pages.problem_texts import explain
from gateway.pages.uploads import check_files, read_form_with_files
from gateway.pages.versions import as_version
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import (
    AddFollowUp,
    ProvideInformation,
    RateAnswer,
    ReopenQuestion,
    WithdrawQuestion,
)

router = APIRouter(include_in_schema=False)

# Somebody was faster: the version is old, or the question has moved on.
OVERTAKEN = {409, 412}
Send = Callable[[QaClient, str, Any, int, str | None], Awaitable[QuestionOut]]


@dataclass(frozen=True, slots=True)
class Step:
    """A form of the page: its contract, its call, and what it means when it was done before."""

    kind: type[BaseModel]
    send: Send
    was_done: Callable[[QuestionOut, Any], bool]


def _said(kind: str) -> Callable[[QuestionOut, Any], bool]:
    """Say that the text stands among the messages already: the form was only sent twice."""

    def stands(question: QuestionOut, body: Any) -> bool:  # noqa: ANN401 - a contract with a text
        return any(word.kind == kind and word.text == body.text for word in question.messages)

    return stands


def _rated(question: QuestionOut, body: Any) -> bool:  # noqa: ANN401
    return question.rating is not None and question.rating.level == body.level


STEPS = {
    "bo-sung": Step(ProvideInformation, QaClient.provide_information, _said("information")),
    "viet-them": Step(AddFollowUp, QaClient.add_follow_up, _said("follow_up")),
    "danh-gia": Step(RateAnswer, QaClient.rate_answer, _rated),
    "mo-lai": Step(ReopenQuestion, QaClient.reopen_question, lambda q, _: q.status == "reopened"),
    "rut": Step(WithdrawQuestion, QaClient.withdraw_question, lambda q, _: q.status == "withdrawn"),
}


@router.get("/hoi-dap/{code}/rut")
async def confirm_withdrawal(page: CurrentQuestion) -> Response:
    """Ask whether the question shall really be withdrawn, naming it."""
    question = await page.read()
    if "withdraw" not in question.actions:
        return page.back()
    return page.pages.render("citizen/withdraw.html", {"question": question})


@router.post("/hoi-dap/{code}/tep-dinh-kem")
async def attach_files(request: Request, page: CurrentQuestion) -> Response:
    """Add files to a question; each has its own outcome."""
    _values, files = await read_form_with_files(request)
    faults = check_files(files) if files else [Fault("files", "no_file")]
    if faults:
        return await page.draw(Typed(FILES, {}, faults), status=422)
    unsent = await send_files(page.qa, page.code, page.secret, files)
    return page.back(unsent_query(unsent), f"#{FILES}") if unsent else page.back(f"?done={FILES}")


@router.post("/hoi-dap/{code}/thoi-cong-khai")
async def withdraw_consent(request: Request, page: CurrentQuestion) -> Response:
    """Take the consent to publication back; when the unit was faster, the page says how it is."""
    values = await read_form(request, "version")
    try:
        await page.qa.withdraw_consent(page.code, as_version(values["version"]), page.secret)
    except ServiceProblem as problem:
        if problem.status not in OVERTAKEN:
            raise
        return page.back()
    return page.back("?done=thoi-cong-khai")


@router.post("/hoi-dap/{code}/{step}")
async def take_step(step: str, request: Request, page: CurrentQuestion) -> Response:
    """Do what one of the forms says."""
    if step not in STEPS:
        return page.back()
    values = await read_form(request, *FORMS[step], "version")
    version = values.pop("version")
    typed = Typed(step, values)
    body = check(STEPS[step].kind, _given(values))
    if isinstance(body, list):
        return await _draw_again(page, replace(typed, faults=body), 422)
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    try:
        await STEPS[step].send(page.qa, page.code, body, number, page.secret)
    except (ServiceProblem, ServiceDown) as problem:
        faults = faults_of(problem) if isinstance(problem, ServiceProblem) else []
        typed = replace(typed, faults=faults or [Fault("", problem.slug)])
        return await _draw_again(page, typed, problem.status, body)
    return page.back(f"?done={step}")


async def _draw_again(
    page: QuestionPage, typed: Typed, status: int, body: BaseModel | None = None
) -> Response:
    """Show the page as it is now with what was typed, unless it was done before.

    When the question cannot be read any more, what was typed comes back on a page of its own.
    """
    try:
        overtaken = body is not None and status in OVERTAKEN
        if overtaken and STEPS[typed.step].was_done(await page.read(), body):
            return page.back(f"?done={typed.step}")
        return await page.draw(typed, status=status)
    except (ServiceProblem, ServiceDown) as unreadable:
        context = {
            "code": page.code,
            "typed": typed,
            "problem": explain(unreadable.slug, unreadable.status),
            "is_closed": isinstance(unreadable, ServiceProblem),
        }
        return page.pages.render("citizen/unsent.html", context, status=unreadable.status)


def _given(values: Mapping[str, str]) -> dict[str, str | None]:
    return {name: text for name, text in filled(values, *values).items() if text is not None}
