"""`/hoi-dap/gui`: the form to ask a question, and what stands between it and sending.

The form comes back with what was typed whenever something is wrong with it. When answers like it
are already there, or something in it looks personal, that is shown first, unless the script of
the form has shown it while one typed; then the question is sent, and its files after it.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceDown, ServiceProblem
from gateway.pages.citizen.ask_form import EMPTY, TYPED, Asking, draw_form
from gateway.pages.citizen.asked import DONE, unsent_query
from gateway.pages.citizen.attaching import send_files
from gateway.pages.citizen.hints import find_hints
from gateway.pages.citizen.tracked import remember_question
from gateway.pages.citizen.unit_choice import choose_unit, named_unit
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import Fault, check, faults_of, usable_key
from gateway.pages.uploads import check_files, read_form_with_files
from gateway.visitors import Auth, Qa
from shared.contracts.qa.questions import AskedQuestion, AskQuestion
from shared.ids import new_id

router = APIRouter(include_in_schema=False)

FIND_UNIT, EDIT, SEND_ANYWAY = "co-quan", "sua", "van-gui"
"""Which button of the form, or of the page before sending, was used."""


@router.get("/hoi-dap/gui")
async def show_question_form(
    pages: Pages,
    auth: Auth,
    qa: Qa,
    unit: Annotated[str, Query(max_length=64)] = "",
    title: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show the empty form; a link may name the unit and carry a title."""
    values = EMPTY | {"title": title[:200]}
    return await draw_form(pages, qa, Asking(values, new_id(), await named_unit(pages, auth, unit)))


@router.post("/hoi-dap/gui")
async def send_question(request: Request, pages: Pages, qa: Qa) -> Response:
    """Ask, or do what the button used says."""
    typed, files = await read_form_with_files(request, *TYPED, "key", "step", "seen")
    step, seen = typed.pop("step"), typed.pop("seen")
    key = usable_key(typed.pop("key"))
    asking = Asking(typed, key, await choose_unit(pages, qa, typed), files)
    if step in {FIND_UNIT, EDIT}:
        return await draw_form(pages, qa, asking, _unit_faults(asking))
    question = check(AskQuestion, asking.as_question(pages.language))
    faults = [*(question if isinstance(question, list) else ()), *_unit_faults(asking)]
    faults += check_files(files)
    if faults or isinstance(question, list):
        return await draw_form(pages, qa, asking, faults, 422)
    if step != SEND_ANYWAY and seen != "yes":
        hints = await find_hints(qa, question.title, question.body)
        if hints:
            context = {"hints": hints, "hidden": asking.hidden(), "chosen_files": files}
            return pages.render("citizen/before_sending.html", context)
    return await _send(request, pages, qa, asking, question)


async def _send(
    request: Request, pages: PageMaker, qa: QaClient, asking: Asking, question: AskQuestion
) -> Response:
    try:
        asked = await qa.ask_question(question, asking.key)
    except ServiceProblem as problem:
        if problem.slug == "idempotency-key-reused":
            asking = asking.with_key(new_id())
        return await draw_form(pages, qa, asking, faults_of(problem), problem.status)
    except ServiceDown as problem:
        return await draw_form(pages, qa, asking, [Fault("", problem.slug)], problem.status)
    return await _attach(request, pages, qa, asking, asked)


async def _attach(
    request: Request, pages: PageMaker, qa: QaClient, asking: Asking, asked: AskedQuestion
) -> Response:
    """Send the files after their question; one that is refused takes nothing else with it."""
    unsent = await send_files(qa, asked.code, asked.secret, asking.files)
    response = pages.redirect(f"{DONE}{unsent_query(unsent)}")
    remember_question(request, response, asked.code, asked.secret)
    return response


def _unit_faults(asking: Asking) -> list[Fault]:
    return [Fault("unit", asking.choice.fault)] if asking.choice.fault else []
