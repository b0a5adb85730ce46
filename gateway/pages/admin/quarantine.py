"""`/quan-tri/tam-giu`: what is held back from the figures, and what was decided about them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from gateway.clients import ServiceProblem, SurveyClient
from gateway.labels_keeping import HELD_VERDICT
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.names import names_of
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of
from gateway.translations import mark
from gateway.visitors import Auth, Survey
from shared.contracts.survey.polls import PollOut
from shared.contracts.survey.quarantine import DecideResponses
from shared.contracts.survey.responses import CriterionOut

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/tam-giu"
LEDGER = f"{PATH}/so-quyet-dinh"
_MOST_FIELDS = 120
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "chosen": {"": mark("Hãy chọn ít nhất một phiếu.")},
    "reason": {"": mark("Hãy ghi lý do, từ 3 đến 300 ký tự, trên một dòng.")},
    "verdict": {},
}


class QuarantineView(BaseModel):
    """Which responses to show."""

    verdict: str = Field("held", pattern=r"^(held|released|excluded)$")
    portal: str = Field("", max_length=70, pattern=r"^((poll:)?[a-z0-9][a-z0-9-]*)?$")
    cursor: str = Field("", max_length=400)
    done: str = Field("", max_length=8)

    def address(self, **changes: str) -> str:
        """Return the address of this view with some parts changed."""
        kept = {**self.model_dump(exclude={"done"}), **changes}
        pairs = {name: value for name, value in kept.items() if value and value != "held"}
        return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


@router.get(PATH)
async def browse_held(
    _visitor: Administrator,
    pages: Pages,
    survey: Survey,
    wanted: Annotated[QuarantineView, Query()],
) -> HTMLResponse:
    """Show the responses of one kind."""
    return await _show(pages, survey, wanted)


@router.post(PATH)
async def decide_responses(
    request: Request,
    _visitor: Administrator,
    pages: Pages,
    survey: Survey,
    wanted: Annotated[QuarantineView, Query()],
) -> Response:
    """Count the chosen responses after all, or leave them out."""
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        chosen = [str(one) for one in form.getlist("chosen")]
        reason, verdict = str(form.get("reason", "")), str(form.get("decision", ""))
    decision = {"responses": chosen, "reason": reason.strip(), "verdict": verdict}
    body = check(DecideResponses, decision)
    typed = {"chosen": chosen, "reason": reason}
    if isinstance(body, list):
        return await _show(pages, survey, wanted, typed=typed, faults=_placed(body), status=422)
    try:
        made = await survey.decide_responses(body)
    except ServiceProblem as problem:
        faults = _placed(faults_of(problem))
        return await _show(pages, survey, wanted, typed=typed, faults=faults, status=problem.status)
    address = wanted.address(cursor="")
    return pages.redirect(f"{address}{'&' if '?' in address else '?'}done={made.moved}")


@router.get(LEDGER)
async def show_ledger(
    _visitor: Administrator, pages: Pages, survey: Survey, auth: Auth
) -> HTMLResponse:
    """Show who decided what and why; nothing here is ever changed."""
    decisions = await survey.list_decisions()
    context = {
        "decisions": decisions,
        "people": await names_of(auth, (one.by for one in decisions)),
        "views": _views(pages, QuarantineView.model_construct(), LEDGER),
    }
    return pages.render("admin/quarantine_ledger.html", context, **admin_frame(PATH))


def _placed(faults: list[Fault]) -> list[Fault]:
    return [
        Fault("chosen", fault.code, fault.limits)
        if fault.field == "responses" or fault.field.isdigit()
        else fault
        for fault in faults
    ]


async def _show(
    pages: PageMaker,
    survey: SurveyClient,
    wanted: QuarantineView,
    *,
    typed: Mapping[str, Sequence[str]] | None = None,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    found, portals, polls, versions, instrument = await asyncio.gather(
        survey.list_held(wanted.verdict, wanted.portal or None, wanted.cursor or None),
        or_none(survey.administered_portals()),
        or_none(survey.list_kept_polls()),
        or_none(survey.list_instruments()),
        or_none(survey.show_instrument()),
    )
    current = [instrument] if instrument else []
    asked = [one.criteria for one in (*(versions or []), *current)]
    following = found.next_cursor
    context = {
        "held": found.items,
        "query": wanted,
        "views": _views(pages, wanted, PATH),
        "portals": {
            **{portal.id: portal.name for portal in portals or []},
            **{f"poll:{poll.id}": getattr(poll.title, pages.language) for poll in polls or []},
        },
        "words": words_of(asked, pages.language),
        "poll_words": _poll_words(polls or [], pages.language),
        "typed": {"chosen": [], "reason": "", **(typed or {})},
        "next_href": wanted.address(cursor=following) if following else "",
        "first_href": wanted.address(cursor="") if wanted.cursor else "",
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/quarantine.html", context, status=status, **admin_frame(PATH))


def _views(pages: PageMaker, wanted: QuarantineView, here: str) -> list[dict[str, object]]:
    views: list[dict[str, object]] = [
        {
            "label": pages.say(label),
            "href": wanted.address(verdict=verdict, cursor=""),
            "current": here == PATH and verdict == wanted.verdict,
        }
        for verdict, label in HELD_VERDICT.items()
    ]
    ledger = pages.say(mark("Sổ quyết định"))
    return [*views, {"label": ledger, "href": LEDGER, "current": here == LEDGER}]


def _poll_words(polls: Sequence[PollOut], language: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return the words of each poll's questions (under `""`) and options, by the poll's scope."""
    return {
        f"poll:{poll.id}": {
            one.key: {
                "": getattr(one.question, language),
                **{
                    option.key: getattr(option.label, language) or str(step)
                    for step, option in enumerate(one.options, 1)
                },
            }
            for one in poll.questions
        }
        for poll in polls
    }


def words_of(
    versions: Sequence[Collection[CriterionOut]], language: str
) -> dict[str, dict[str, str]]:
    """Return the words of each question (under `""`) and option; of the newest version's first."""
    words: dict[str, dict[str, str]] = {}
    for criteria in versions:
        for criterion in criteria:
            known = words.setdefault(criterion.key, {"": getattr(criterion.title, language)})
            for option in criterion.options:
                known.setdefault(option.key, getattr(option.label, language))
    return words
