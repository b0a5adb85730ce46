"""Browsing and searching published questions, and one's own, over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.qa.search import queries, suggesting
from services.qa.search.queries import PublicRequest
from shared.contracts.qa.base import Slug
from shared.contracts.qa.questions import OwnQuestion, PublicQuestion
from shared.identity import AnyCaller, SignedIn
from shared.paging import CursorText, Limit, Page
from shared.text import line, paragraphs

router = APIRouter(tags=["search"])

Words = Annotated[Annotated[str, line(1, 200)] | None, Query(description="Words to find")]
Year = Annotated[int | None, Query(ge=1990, le=2100, description="Only published in this year")]


async def _asked(
    *,
    q: Words = None,
    unit: Annotated[Slug | None, Query(description="Only this unit's")] = None,
    topic: Annotated[Slug | None, Query(description="Only under this topic")] = None,
    year: Year = None,
    first: Annotated[date | None, Query(alias="from", description="First day published")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last day published")] = None,
) -> PublicRequest:
    if year is not None:
        first = max(date(year, 1, 1), first or date.min)
        last = min(date(year, 12, 31), last or date.max)
    return PublicRequest(q, unit, topic, first, last)


@router.get("/questions")
async def browse_questions(
    _caller: AnyCaller,
    asked: Annotated[PublicRequest, Depends(_asked)],
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[PublicQuestion]:
    """Return published questions with their answers, newest first.

    With `q`, those come first that hold the words as they were written, marks and all.
    """
    return await queries.browse(asked, cursor, limit)


@router.get("/suggestions")
async def suggest_questions(
    _caller: AnyCaller, text: Annotated[str, paragraphs(1, 5_200), Query()]
) -> list[PublicQuestion]:
    """Return answered questions like a text, the likest first, at most five."""
    return await suggesting.suggest(text)


@router.get("/my-questions")
async def list_own_questions(
    caller: SignedIn, cursor: CursorText = None, limit: Limit = 20
) -> Page[OwnQuestion]:
    """Return the questions that the caller asked signed in, newest first."""
    return await queries.own(caller.id, cursor, limit)
