"""`/danh-gia/tham-do`: the opinion polls open today; answering one; what came of those over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gateway.clients import ServiceDown, ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, usable_key
from gateway.translations import mark
from gateway.visitors import Survey
from shared.contracts.survey.polls import AnswerPoll, PollOut
from shared.ids import new_id

router = APIRouter(include_in_schema=False)

PATH = "/danh-gia/tham-do"
_NOTHING = {"no_answer": mark("Hãy trả lời ít nhất một câu.")}
_HIDDEN = {"proof": 2_000, "ticket": 200, "website": 2_000}
_MOST_FIELDS = 150


@dataclass(frozen=True, slots=True)
class PollPage:
    """The form of one poll."""

    pages: PageMaker
    survey: SurveyClient
    poll: str

    async def show(
        self,
        answers: Mapping[str, Sequence[str]],
        *,
        key: str,
        ticket: str = "",
        faults: list[Fault] | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """Show the form with what was chosen; of a poll that is over, that it is."""
        poll = await self.survey.show_poll(self.poll)
        if not poll.takes_answers:
            return self.pages.render("citizen/poll_over.html", {"poll": poll}, status=410)
        fields = {question.key: _NOTHING for question in poll.questions}
        context = {
            "poll": poll,
            "answers": answers,
            "key": key,
            "ticket": ticket,
            "challenge": await or_none(self.survey.issue_poll_challenge(self.poll)),
            **describe(self.pages, faults, fields).context(),
        }
        return self.pages.render("citizen/poll.html", context, status=status)


def _page(pages: Pages, survey: Survey, poll: str) -> PollPage:
    return PollPage(pages, survey, poll)


Current = Annotated[PollPage, Depends(_page)]


@router.get(PATH)
async def browse_polls(pages: Pages, survey: Survey) -> Response:
    """Show the polls that take answers today."""
    return pages.render_public("citizen/polls.html", {"polls": await survey.list_open_polls()})


@router.get("/danh-gia/tham-do/{poll}")
async def show_poll(page: Current) -> HTMLResponse:
    """Show the empty form."""
    return await page.show({}, key=new_id())


@router.post("/danh-gia/tham-do/{poll}")
async def answer_poll(request: Request, page: Current) -> Response:
    """Take an answer; the form comes back with what was chosen when something is wrong with it."""
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        answers = {name: [str(one) for one in form.getlist(name)] for name in form}
        key, hidden = usable_key(str(form.get("key", ""))), _hidden(form)
    try:
        poll = await page.survey.show_poll(page.poll)
        body = check(AnswerPoll, {**_as_answers(poll, answers), **hidden})
        faults = body if isinstance(body, list) else []
        if isinstance(body, AnswerPoll) and not (body.choices or body.texts):
            faults = [Fault(poll.questions[0].key, "no_answer")]
        status = 422
        if isinstance(body, AnswerPoll) and not faults:
            await page.survey.answer_poll(page.poll, body, key)
            return page.pages.redirect(f"{PATH}/{segment(page.poll)}/cam-on")
    except ServiceDown as problem:
        context = {"poll": page.poll, "answers": answers, "key": key}
        return page.pages.render("citizen/poll_unsent.html", context, status=problem.status)
    except ServiceProblem as problem:
        if problem.status == 404:
            raise
        key = new_id() if problem.slug == "idempotency-key-reused" else key
        faults, status = faults_of(problem), problem.status
    ticket = hidden["ticket"] or ""
    return await page.show(answers, key=key, ticket=ticket, faults=faults, status=status)


@router.get("/danh-gia/tham-do/{poll}/cam-on")
async def thank_for_answer(poll: str, pages: Pages, survey: Survey) -> HTMLResponse:
    """Say thank you."""
    return pages.render("citizen/poll_answered.html", {"poll": await survey.show_poll(poll)})


@router.get("/danh-gia/tham-do/{poll}/ket-qua")
async def show_public_results(poll: str, pages: Pages, survey: Survey) -> Response:
    """Show what came of a poll that is over and public."""
    results = await survey.show_public_results(poll)
    return pages.render_public(
        "citizen/poll_results.html", {"results": results, "poll": results.poll}
    )


def _hidden(form: FormData) -> dict[str, str | None]:
    return {name: str(form.get(name, ""))[:most] or None for name, most in _HIDDEN.items()}


def _as_answers(poll: PollOut, answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    choices: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for question in poll.questions:
        given = [one for one in answers.get(question.key, ()) if one.strip()]
        if given and question.kind == "text":
            texts[question.key] = given[0]
        elif given:
            choices[question.key] = given
    return {"choices": choices, "texts": texts}
