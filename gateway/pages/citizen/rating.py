"""`/danh-gia/{portal}`: rate a portal by the instrument in force."""

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceDown, ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import (
    Fault,
    check,
    describe,
    faults_of,
    no_faults,
    read_form,
    usable_key,
)
from gateway.pages.problems import render_problem
from gateway.settings import GatewaySettings
from gateway.translations import mark
from gateway.visitors import Survey
from shared.contracts.survey.responses import InstrumentOut, Ratings, SubmitResponse
from shared.ids import new_id

router = APIRouter(include_in_schema=False)

CRITERIA = tuple(Ratings.model_fields)
NOTHING_CHOSEN = mark("Hãy chọn ít nhất một mức ở một tiêu chí.")
HIDDEN = ("instrument_version", "proof", "ticket", "website")
MOST_PROOF, MOST_TICKET = 2_000, 200
OTHER = {"string_too_long": mark("Nhiều nhất %(max_length)s ký tự.")}


@router.get("/danh-gia")
async def go_to_home_portal(request: Request, pages: Pages) -> Response:
    """Lead to the portal this site belongs to."""
    settings: GatewaySettings = request.app.state.settings
    return pages.redirect(f"/danh-gia/{segment(settings.home_portal)}")


@router.get("/danh-gia/{portal}")
async def show_rating_form(portal: str, pages: Pages, survey: Survey) -> HTMLResponse:
    """Show the empty form."""
    values = dict.fromkeys((*CRITERIA, "other"), "")
    return await _show_form(pages, survey, portal, values, key=new_id())


@router.post("/danh-gia/{portal}")
async def send_rating(portal: str, request: Request, pages: Pages, survey: Survey) -> Response:
    """Rate; the form comes back with what was chosen when something is wrong with it."""
    values = await read_form(request, *CRITERIA, "other", "key", *HIDDEN)
    key = usable_key(values.pop("key"))
    try:
        return await _rate(pages, survey, portal, values, key)
    except ServiceDown as problem:
        context = {"portal": portal, "kept": {**values, "key": key}}
        return pages.render("citizen/unrated.html", context, status=problem.status)


async def _rate(
    pages: PageMaker, survey: SurveyClient, portal: str, values: Mapping[str, str], key: str
) -> Response:
    response = check(SubmitResponse, _as_response(portal, values))
    if not any(values[name] for name in CRITERIA):
        response = [Fault(CRITERIA[0], "nothing_chosen")]
    if isinstance(response, list):
        return await _show_form(pages, survey, portal, values, key=key, faults=response, status=422)
    try:
        await survey.submit_response(response, key)
    except ServiceProblem as problem:
        if problem.slug == "idempotency-key-reused":
            key = new_id()
        faults = faults_of(problem)
        return await _show_form(
            pages, survey, portal, values, key=key, faults=faults, status=problem.status
        )
    return pages.redirect(f"/danh-gia/{segment(portal)}/cam-on")


@router.get("/danh-gia/{portal}/cam-on")
async def thank_rater(portal: str, pages: Pages, survey: Survey) -> HTMLResponse:
    """Say thank you."""
    return pages.render("citizen/rated.html", {"portal": await survey.show_portal(portal)})


def _as_response(portal: str, values: Mapping[str, str]) -> dict[str, object]:
    version = values["instrument_version"]
    return {
        "portal": portal,
        "instrument_version": int(version) if version.isdecimal() and len(version) < 9 else None,
        "ratings": {name: values[name] for name in CRITERIA if values[name]},
        "other": values["other"].strip() or None,
        "proof": values["proof"][:MOST_PROOF] or None,
        "ticket": values["ticket"][:MOST_TICKET] or None,
        "website": values["website"][:MOST_PROOF] or None,
    }


async def _show_form(
    pages: PageMaker,
    survey: SurveyClient,
    portal: str,
    values: Mapping[str, str],
    *,
    key: str,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    shown, instrument, challenge = await asyncio.gather(
        survey.show_portal(portal),
        survey.show_instrument(),
        or_none(survey.issue_challenge(portal)),
    )
    if not shown.is_open:
        return render_problem(pages.request, "portal-closed", 410, {})
    context = {
        "portal": shown,
        "instrument": instrument,
        "values": values,
        "key": key,
        "challenge": challenge,
    }
    return pages.render(
        "citizen/rate.html",
        {**context, **_faults(pages, instrument, faults), "other": _free_text(instrument)},
        status=status,
    )


def _faults(
    pages: PageMaker, instrument: InstrumentOut, faults: list[Fault] | None
) -> dict[str, object]:
    fields = {
        criterion.key: {"nothing_chosen": NOTHING_CHOSEN} for criterion in instrument.criteria
    }
    fields["other"] = OTHER
    found = describe(pages, faults, fields) if faults else no_faults(fields)
    return {"errors": found.errors, "messages": found.messages}


def _free_text(instrument: InstrumentOut) -> object:
    """Return the question answered in words, None when there is none."""
    return next((criterion for criterion in instrument.criteria if not criterion.options), None)
