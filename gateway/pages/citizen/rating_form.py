"""The form that rates a portal: shown, checked, sent, and shown again with what was chosen.

It stands on our own page and, without header and footer, in the frame of a portal's page.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceDown, ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker
from gateway.pages.forms import Fault, check, describe, faults_of, read_form, usable_key
from gateway.pages.problems import render_problem
from gateway.translations import mark
from shared.contracts.survey.responses import InstrumentOut, Ratings, SubmitResponse
from shared.ids import new_id

CRITERIA = tuple(Ratings.model_fields)
NOTHING_CHOSEN = mark("Hãy chọn ít nhất một mức ở một tiêu chí.")
HIDDEN = ("instrument_version", "proof", "ticket", "website")
MOST_PROOF, MOST_TICKET = 2_000, 200
OTHER = {"string_too_long": mark("Nhiều nhất %(max_length)s ký tự.")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the form stands: below which address, with what query, in which layout."""

    root: str = "/danh-gia"
    query: str = ""
    layout: str = "layouts/base.html"
    is_framed: bool = False

    def address(self, portal: str, rest: str = "") -> str:
        """Return the address of a portal's form, or of what follows it."""
        return f"{self.root}/{segment(portal)}{rest}{self.query}"


@dataclass(frozen=True, slots=True)
class RatingForm:
    """One visitor's form for one portal."""

    pages: PageMaker
    survey: SurveyClient
    portal: str
    place: Place = Place()

    async def show(self) -> HTMLResponse:
        """Show the form as nobody has filled it."""
        return await self._draw(dict.fromkeys((*CRITERIA, "other"), ""), new_id())

    async def take(self, request: Request) -> Response:
        """Rate; the form comes back with what was chosen when something is wrong with it."""
        values = await read_form(request, *CRITERIA, "other", "key", *HIDDEN)
        key = usable_key(values.pop("key"))
        try:
            return await self._rate(values, key)
        except ServiceDown as problem:
            kept = {"kept": {**values, "key": key}, **self._standing()}
            return self.pages.render("citizen/unrated.html", kept, status=problem.status)

    async def thank(self) -> HTMLResponse:
        """Say thank you."""
        portal = await self.survey.show_portal(self.portal)
        context = {"portal": portal, **self._standing()}
        return self.pages.render("citizen/rated.html", context)

    async def _rate(self, values: Mapping[str, str], key: str) -> Response:
        response = check(SubmitResponse, _as_response(self.portal, values))
        if not any(values[name] for name in CRITERIA):
            response = [Fault(CRITERIA[0], "nothing_chosen")]
        if isinstance(response, list):
            return await self._draw(values, key, response, 422)
        try:
            await self.survey.submit_response(response, key)
        except ServiceProblem as problem:
            if problem.slug == "idempotency-key-reused":
                key = new_id()
            return await self._draw(values, key, faults_of(problem), problem.status)
        return self.pages.redirect(self.place.address(self.portal, "/cam-on"))

    async def _draw(
        self,
        values: Mapping[str, str],
        key: str,
        faults: Sequence[Fault] = (),
        status: int = 200,
    ) -> HTMLResponse:
        shown, instrument, challenge = await asyncio.gather(
            self.survey.show_portal(self.portal),
            self.survey.show_instrument(),
            or_none(self.survey.issue_challenge(self.portal)),
        )
        if not shown.is_open:
            return render_problem(self.pages.request, "portal-closed", 410, {})
        context = {
            "portal": shown,
            "instrument": instrument,
            "values": values,
            "key": key,
            "challenge": challenge,
            **self._standing(),
            **_faults(self.pages, instrument, faults),
            "other": _free_text(instrument),
        }
        return self.pages.render("citizen/rate.html", context, status=status)

    def _standing(self) -> dict[str, object]:
        return {
            "layout": self.place.layout,
            "is_framed": self.place.is_framed,
            "action": self.place.address(self.portal),
        }


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


def _faults(
    pages: PageMaker, instrument: InstrumentOut, faults: Sequence[Fault]
) -> dict[str, object]:
    fields = {
        criterion.key: {"nothing_chosen": NOTHING_CHOSEN} for criterion in instrument.criteria
    }
    fields["other"] = OTHER
    return describe(pages, faults, fields).context()


def _free_text(instrument: InstrumentOut) -> object:
    """Return the question answered in words, None when there is none."""
    return next((criterion for criterion in instrument.criteria if not criterion.options), None)
