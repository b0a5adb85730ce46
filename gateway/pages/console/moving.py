"""`/can-bo/{code}/{move}`: the form of one change of a question, and making the change.

Every change names the version the visitor read. Whatever happens, what was typed comes back: on
the form itself, or, when the visitor's session has ended or a service is away, to be sent again.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem
from gateway.pages.console.guidance import GUIDANCE
from gateway.pages.console.move_page import MovePage
from gateway.pages.console.moves import MOVES, Move
from gateway.pages.console.question_page import OVERTAKEN_NEWS, CurrentPage
from gateway.pages.console.unsaved import show_unsaved
from gateway.pages.deps import RESPONDERS, Responder
from gateway.pages.forms import Fault, check, faults_of, read_form
from gateway.visitors import Auth, admit
from shared.identity import StepUpRequired
from shared.problems import NotFound, Problem

router = APIRouter(include_in_schema=False)

# Somebody was faster: the version is old, or the question has gone on to another state.
OVERTAKEN = {409, 412}
_HELPERS = ("version", "step", "find", "pick")


def _move(move: str) -> Move:
    found = MOVES.get(move)
    if found is None:
        raise NotFound
    return found


CurrentMove = Annotated[Move, Depends(_move)]


@router.get("/can-bo/{code}/{move}")
async def show_move(
    move: CurrentMove, _visitor: Responder, page: CurrentPage, auth: Auth
) -> HTMLResponse:
    """Show the form of a change."""
    return await MovePage(page, move, auth).show()


@router.post("/can-bo/{code}/{move}")
async def make_move(request: Request, move: CurrentMove, page: CurrentPage, auth: Auth) -> Response:
    """Make a change, or take a step in its form that changes nothing yet."""
    typed = await read_form(request, *move.names, *_HELPERS)
    # Without scripts a unit is picked from those found; with them its field holds it already.
    values = {**typed, "unit": typed["pick"] or typed["unit"]} if "unit" in typed else typed
    try:
        admit(page.visitor, *RESPONDERS)
        if values["step"]:
            return await MovePage(page, move, auth).show(_stepped(move, values))
        return await _send(MovePage(page, move, auth), values)
    except (Problem, ServiceProblem) as problem:
        if not move.has_text:
            raise
        texts = [one for one in move.fields if one.widget in {"text", "code"}]
        labels = {one.name: one.label for one in texts}
        return show_unsaved(page.pages, page.address(move.slug), values, labels, problem)


def _stepped(move: Move, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values after a step: `guide` fills the words of a ground in."""
    stepped = dict(values)
    if values["step"] == "guide":
        known = {ground.value: text for ground, text in GUIDANCE.items()}
        typed = values["guidance"].strip()
        if not typed or typed in known.values():
            stepped["guidance"] = known.get(values["ground"], typed)
    return stepped


async def _send(page: MovePage, values: Mapping[str, str]) -> Response:
    move = page.move
    body = check(move.kind, _given(move, values)) if move.kind else None
    if isinstance(body, list):
        return await page.show(values, body, 422)
    base = page.base
    try:
        await base.qa.change_question(base.code, move.action, body, version_of(values))
    except ServiceProblem as problem:
        if problem.status in OVERTAKEN and not move.has_text:
            return base.back(OVERTAKEN_NEWS)
        if problem.status == 412:
            return await page.show(values, status=409, is_overtaken=True)
        if is_about_the_visitor(problem):
            raise
        return await page.show(values, _faults(move, problem), problem.status)
    return base.leave(move.slug) if move.leaves else base.back(move.slug)


def _given(move: Move, values: Mapping[str, str]) -> dict[str, str | None]:
    """Return the fields as the contract takes them; what is optional and empty is nothing."""
    return {
        one.name: None if one.is_optional and not values[one.name].strip() else values[one.name]
        for one in move.fields
    }


def _faults(move: Move, problem: ServiceProblem) -> list[Fault]:
    return [
        fault if fault.field in move.names else Fault("", fault.code or problem.slug)
        for fault in faults_of(problem)
    ]


def is_about_the_visitor(problem: ServiceProblem) -> bool:
    """Whether no other wording helps: sign in again, at a higher level, or wait."""
    return problem.status in {401, 404, 503} or problem.slug == StepUpRequired.slug


def version_of(values: Mapping[str, str]) -> int:
    """Return the version a form carries; one that cannot be read is nobody's."""
    text = values["version"]
    return int(text) if text.isdecimal() and len(text) < 10 else -1
