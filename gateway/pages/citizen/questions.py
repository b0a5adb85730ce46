"""`/hoi-dap`: search and browse published answers and ready ones; one question's page."""

import asyncio
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from gateway.clients import AuthClient, QaClient
from gateway.pages.citizen.addresses import canonical
from gateway.pages.citizen.question_page import CurrentQuestion
from gateway.pages.citizen.unit_choice import UnitChoice, choose_unit, named_unit
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.highlighting import Highlighter
from gateway.pages.options import Option, topic_options
from gateway.visitors import Auth, Qa
from shared.clock import HO_CHI_MINH, now
from shared.contracts.qa.questions import TopicOut

router = APIRouter(include_in_schema=False)

BROWSE, FAQ = "/hoi-dap", "/hoi-dap/cau-hoi-thuong-gap"
FEED, FAQ_FEED = "/api/qa/v1/feeds/answers.atom", "/api/qa/v1/feeds/faq.atom"
YEARS_OFFERED = 6


class Search(BaseModel):
    """What somebody looks for; empty texts of the form count as nothing."""

    q: str = Field("", max_length=200)
    unit: str = Field("", max_length=64)
    unit_name: str | None = Field(None, max_length=200)
    """As typed into the form; links name the unit alone."""
    topic: str = Field("", max_length=64)
    year: str = Field("", pattern=r"^(20[0-9]{2})?$")
    cursor: str = Field("", max_length=400)

    def address(self, path: str, **changes: str) -> str:
        """Return the address of this search with some parts changed."""
        known = self.model_dump(exclude={"unit_name"})
        pairs = {name: value for name, value in {**known, **changes}.items() if value}
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def feed(self, path: str) -> str:
        """Return the address of the feed of what this search narrows to."""
        pairs = {"unit": self.unit, "topic": self.topic}
        narrowed = urlencode({name: value for name, value in pairs.items() if value})
        return f"{path}?{narrowed}" if narrowed else path

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q.strip() or self.unit or self.topic or self.year)

    @property
    def words(self) -> str | None:
        """What to look for, None for everything."""
        return self.q.strip() or None


Asked = Annotated[Search, Query()]


@router.get(BROWSE)
async def browse_questions(search: Asked, pages: Pages, auth: Auth, qa: Qa) -> Response:
    """Show published answers, best match or newest first."""
    choice = await _choose(pages, auth, qa, search)
    search = search.model_copy(update={"unit": choice.unit})
    found, topics = await asyncio.gather(
        qa.browse_questions(
            q=search.words,
            unit=search.unit or None,
            topic=search.topic or None,
            year=int(search.year) if search.year else None,
            cursor=search.cursor or None,
        ),
        or_none(qa.list_topics()),
    )
    context = {
        **_about(pages, search, choice, topics),
        **_paging(search, BROWSE, found.next_cursor),
        "questions": found.items,
        "years": _years(),
        "feed": search.feed(FEED),
        "canonical": canonical(pages, BROWSE),
    }
    return pages.render_public("citizen/questions.html", context)


@router.get(FAQ)
async def browse_faq(search: Asked, pages: Pages, auth: Auth, qa: Qa) -> Response:
    """Show ready answers, best match or newest first."""
    choice = await _choose(pages, auth, qa, search)
    search = search.model_copy(update={"unit": choice.unit, "year": ""})
    found, topics = await asyncio.gather(
        qa.browse_faq(
            q=search.words,
            unit=search.unit or None,
            topic=search.topic or None,
            cursor=search.cursor or None,
        ),
        or_none(qa.list_topics()),
    )
    context = {
        **_about(pages, search, choice, topics),
        **_paging(search, FAQ, found.next_cursor),
        "entries": found.items,
        "feed": search.feed(FAQ_FEED),
        "canonical": canonical(pages, FAQ),
    }
    return pages.render_public("citizen/faq.html", context)


@router.get(f"{FAQ}/{{entry}}")
async def show_faq(entry: str, pages: Pages, qa: Qa) -> Response:
    """Show a ready answer with its validity and the documents it rests on."""
    found = await qa.show_faq(entry)
    context = {"entry": found, "canonical": canonical(pages, f"{FAQ}/{found.id}")}
    return pages.render_public("citizen/faq_entry.html", context)


@router.get("/hoi-dap/{code}")
async def show_question(
    page: CurrentQuestion,
    done: Annotated[str, Query(max_length=40)] = "",
    unsent: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Response:
    """Show a question as this visitor may see it."""
    return await page.draw(done=done, unsent=unsent or [])


async def _choose(pages: PageMaker, auth: AuthClient, qa: QaClient, search: Search) -> UnitChoice:
    if search.unit_name is None:
        choice = await named_unit(pages, auth, search.unit)
        return choice if choice.unit else UnitChoice(search.unit, "")
    values = {"unit": search.unit, "unit_name": search.unit_name, "unit_pick": ""}
    return await choose_unit(pages, qa, values)


def _about(
    pages: PageMaker, search: Search, choice: UnitChoice, topics: list[TopicOut] | None
) -> dict[str, Any]:
    return {
        "query": search,
        "choice": choice,
        "topics": topic_options(pages, topics or []),
        "highlight": Highlighter(search.q),
    }


def _paging(search: Search, path: str, following: str | None) -> dict[str, str]:
    return {
        "next_href": search.address(path, cursor=following) if following else "",
        "first_href": search.address(path, cursor="") if search.cursor else "",
        "questions_href": search.address(BROWSE, cursor=""),
        "faq_href": search.address(FAQ, cursor="", year=""),
    }


def _years() -> list[Option]:
    this: datetime = now().astimezone(HO_CHI_MINH)
    return [
        {"value": str(this.year - n), "label": str(this.year - n)} for n in range(YEARS_OFFERED)
    ]
