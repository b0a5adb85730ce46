"""`/can-bo/phan-cong`: several questions of the queue given to one person at once."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages, Responder
from gateway.pages.options import Option
from gateway.pages.problem_texts import explain
from gateway.translations import mark
from gateway.visitors import Qa, Visitor
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import AssignQuestions, ChosenQuestion

router = APIRouter(include_in_schema=False)

MOST = 100
_SHOWN = 20


@router.post("/can-bo/phan-cong")
async def assign_chosen(request: Request, visitor: Responder, pages: Pages, qa: Qa) -> Response:
    """Ask to whom, or give the questions and tell what became of each."""
    async with request.form(max_files=0, max_fields=MOST + 20) as form:
        chosen = _chosen([str(value) for value in form.getlist("chosen")])
        step, person, back = (str(form.get(name, "")) for name in ("step", "person", "back"))
    back = back if back.startswith("/can-bo") else "/can-bo"
    if not chosen:
        return pages.redirect(back)
    if step == "choose":
        return await _ask_whom(visitor, pages, qa, chosen, back)
    given = None if step == "mine" or person in {"", visitor.person} else person
    outcomes = await qa.assign_questions(AssignQuestions(questions=chosen, person=given))
    refused = [
        {"code": one.code, "reason": problem.title}
        for one in outcomes
        if one.version is None and (problem := explain(one.problem, 409))
    ]
    context = {"done": len(outcomes) - len(refused), "refused": refused, "back": back}
    frame = console_frame(visitor, "/can-bo", await count_unread(qa))
    return pages.render("console/assigned.html", context, **frame)


def _chosen(values: Sequence[str]) -> list[ChosenQuestion]:
    """Return the rows ticked, each `code.version`; what cannot be read is left out."""
    found = []
    for value in values[:MOST]:
        code, _, version = value.rpartition(".")
        if 4 <= len(code) <= 40 and version.isdecimal() and int(version[:9]) > 0:
            found.append(ChosenQuestion(code=code, version=int(version[:9])))
    return found


async def _ask_whom(
    visitor: Visitor, pages: PageMaker, qa: QaClient, chosen: Sequence[ChosenQuestion], back: str
) -> HTMLResponse:
    shown, unread = await asyncio.gather(
        asyncio.gather(*(or_none(qa.show_question(one.code)) for one in chosen[:_SHOWN])),
        count_unread(qa),
    )
    questions = [one for one in shown if one is not None]
    context = {
        "chosen": chosen,
        "questions": questions,
        "people": _shared_people(pages, visitor, questions),
        "back": back,
    }
    return pages.render("console/assign.html", context, **console_frame(visitor, "/can-bo", unread))


def _shared_people(
    pages: PageMaker, visitor: Visitor, questions: Sequence[QuestionOut]
) -> list[Option]:
    """Return who may be given every one of them, the visitor first."""
    everywhere = [{person.id for person in one.assignable} for one in questions]
    common = set.intersection(*everywhere) if everywhere else set()
    people = questions[0].assignable if questions else []
    others = [one for one in people if one.id in common and one.id != visitor.person]
    me = {"value": visitor.person, "label": pages.say(mark("Tôi"))}
    return [me, *({"value": one.id, "label": one.name} for one in others)]
