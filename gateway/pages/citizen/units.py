"""`/hoi-dap/don-vi`: find a unit; `/hoi-dap/don-vi/{unit}`: how it answers, and what."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from gateway.clients.base import segment
from gateway.pages.citizen.addresses import canonical
from gateway.pages.citizen.questions import FEED
from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages
from gateway.pages.highlighting import Highlighter
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

PATH = "/hoi-dap/don-vi"
QUESTIONS_SHOWN = 10
FAQ_SHOWN = 5
UNITS_SHOWN = 20


@router.get(PATH)
async def find_unit(
    pages: Pages, qa: Qa, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Find a unit by a part of its name."""
    words = q.strip()
    units = await or_none(qa.find_units(words[:100], UNITS_SHOWN)) if words else []
    context = {"q": words, "units": units, "canonical": canonical(pages, PATH)}
    return pages.render_public("citizen/units.html", context)


@router.get(f"{PATH}/{{unit}}")
async def show_unit(unit: str, pages: Pages, qa: Qa) -> Response:
    """Show how well a unit answered, its newest public answers and its ready ones."""
    record, questions, faq = await asyncio.gather(
        qa.show_unit_record(unit),
        or_none(qa.browse_questions(unit=unit, limit=QUESTIONS_SHOWN)),
        or_none(qa.browse_faq(unit=unit, limit=FAQ_SHOWN)),
    )
    context = {
        "record": record,
        "questions": questions,
        "faq": faq,
        "highlight": Highlighter(),
        "feed": f"{FEED}?unit={segment(record.unit.id)}",
        "canonical": canonical(pages, f"{PATH}/{segment(record.unit.id)}"),
    }
    return pages.render_public("citizen/unit.html", context)
