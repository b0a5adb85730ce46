"""`/can-bo/bo-loc`: the present part of the queue kept under a name, and kept no longer."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.clients import ServiceProblem
from gateway.pages.deps import Pages, Responder
from gateway.pages.forms import check, read_form
from gateway.visitors import Qa
from shared.contracts.qa.searches import KeepSearch, KeptSearch

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/bo-loc"
_NAMES = ("name", "show", "q", "status", "unit", "sort", "back")


@router.post(PATH)
async def keep_search(request: Request, _visitor: Responder, pages: Pages, qa: Qa) -> Response:
    """Keep what the form names, and go back to the queue as it was."""
    values = await read_form(request, *_NAMES)
    asked = {name: values[name].strip() or None for name in ("q", "status", "unit")}
    asked |= {"name": values["name"], "filter": values["show"] or "all"}
    body = check(KeepSearch, {**asked, "sort": values["sort"] or "due"})
    done = "bo-loc-sai"
    if isinstance(body, KeepSearch):
        done = "bo-loc"
        try:
            await qa.keep_search(body)
        except ServiceProblem as problem:
            if problem.status != 409:
                raise
            done = "bo-loc-du"
    return pages.redirect(_back_to(values["back"], done))


@router.post("/can-bo/bo-loc/{search}/xoa")
async def drop_search(search: str, _visitor: Responder, pages: Pages, qa: Qa) -> Response:
    """Keep a search no longer; one that has gone already is no fault."""
    try:
        await qa.drop_search(search)
    except ServiceProblem as problem:
        if problem.status != 404:
            raise
    return pages.redirect(_back_to("", "bo-loc-bo"))


def shown_searches(kept: Sequence[KeptSearch] | None, here: str) -> list[dict[str, Any]]:
    """Return kept searches as links; `here` is the address of the page without its leaf."""
    return [
        {"id": one.id, "name": one.name, "href": href, "current": href == here}
        for one in kept or []
        if (href := _address(one))
    ]


def _address(search: KeptSearch) -> str:
    """Return where a search is seen, its parts in the order the queue writes them."""
    parts = {
        "q": search.q,
        "status": search.status,
        "unit": search.unit.id if search.unit else "",
        "unit_name": search.unit.name if search.unit else "",
        "show": search.filter if search.filter != "all" else "",
        "sort": search.sort if search.sort != "due" else "",
    }
    pairs = {name: value for name, value in parts.items() if value}
    return f"/can-bo?{urlencode(pairs)}" if pairs else "/can-bo"


def _back_to(back: str, done: str) -> str:
    """Return the queue's address with the news added; an address elsewhere is not gone to."""
    home = back if back == "/can-bo" or back.startswith("/can-bo?") else "/can-bo"
    return f"{home}{'&' if '?' in home else '?'}done={done}"
