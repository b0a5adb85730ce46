"""Comments for leaders and for the people of the units that see to them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from services.survey.comments import asking, queries, service
from services.survey.comments.documents import CommentDocument
from services.survey.deps import Survey
from shared.contracts.survey.comments import (
    READ_COMMENTS,
    AskAboutComment,
    CommentOut,
    CommentState,
    SortComment,
    TagCount,
    WantedQuestion,
)
from shared.contracts.survey.responses import PortalId
from shared.identity import Caller, granted, holding
from shared.paging import CursorText, Limit, Page
from shared.text import line
from shared.versions import Version, etag

router = APIRouter(prefix="/api/survey/v1/comments", tags=["comments"])
Reader = Annotated[Caller, Depends(holding(*queries.ROLES))]
QuestionMaker = Annotated[Caller, Depends(granted(READ_COMMENTS))]
CommentId = Annotated[str, Path(max_length=64)]
Words = Annotated[Annotated[str, line(1, 200)] | None, Query(description="Words to find")]


async def _wanted(
    portal: Annotated[PortalId | None, Query(description="One portal")] = None,
    state: Annotated[CommentState | None, Query(description="What became of them")] = None,
    tag: Annotated[str | None, Query(max_length=40, description="One tag")] = None,
    q: Words = None,
) -> queries.Wanted:
    return queries.Wanted(portal, state, tag.lower() if tag else None, q)


async def _sorting(caller: Reader, comment: CommentId, version: Version) -> service.Sorting:
    return service.Sorting(caller, comment, version)


Sorting = Annotated[service.Sorting, Depends(_sorting)]


@router.get("")
async def browse_comments(
    survey: Survey,
    caller: Reader,
    wanted: Annotated[queries.Wanted, Depends(_wanted)],
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[CommentOut]:
    """Show what people wrote with their ratings, newest first."""
    return await queries.browse_comments(survey, caller, wanted, cursor, limit)


@router.get("/tags")
async def count_tags(survey: Survey, caller: Reader) -> list[TagCount]:
    """Show the tags in use, the most used first."""
    return await queries.count_tags(survey, caller)


@router.get("/{comment}")
async def show_comment(
    survey: Survey, caller: Reader, comment: CommentId, response: Response
) -> CommentOut:
    """Show one comment."""
    found = await queries.show_comment(survey, caller, comment)
    response.headers["ETag"] = etag(found.version)
    return found


@router.patch("/{comment}")
async def sort_comment(
    survey: Survey, sorting: Sorting, form: SortComment, response: Response
) -> CommentOut:
    """Mark a comment useful or hidden, tag it, or hand it to a unit."""
    return _told(await service.sort_comment(survey, sorting, form), response)


@router.post("/{comment}/question", status_code=202)
async def ask_about_comment(
    survey: Survey, sorting: Sorting, form: AskAboutComment, response: Response
) -> CommentOut:
    """Have a question of Q&A made of a comment; its code follows within seconds."""
    return _told(await asking.ask_about_comment(survey, sorting, form), response)


@router.get("/{comment}/question")
async def show_wanted_question(
    survey: Survey, _caller: QuestionMaker, comment: CommentId
) -> WantedQuestion:
    """Show qa what to make a question of."""
    return await asking.show_wanted_question(survey, comment)


def _told(changed: CommentDocument, response: Response) -> CommentOut:
    response.headers["ETag"] = etag(changed.version)
    return queries.told({**changed.model_dump(exclude={"id"}), "_id": changed.id})
