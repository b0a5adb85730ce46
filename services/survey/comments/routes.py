"""Comments for leaders and for the people of the units that see to them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from services.survey.comments import queries, service
from services.survey.deps import Survey
from shared.contracts.survey.comments import CommentOut, CommentState, SortComment, TagCount
from shared.contracts.survey.responses import PortalId
from shared.identity import Caller, holding
from shared.paging import CursorText, Limit, Page
from shared.text import line
from shared.versions import Version, etag

router = APIRouter(prefix="/api/survey/v1/comments", tags=["comments"])
Reader = Annotated[Caller, Depends(holding(*queries.ROLES))]
Words = Annotated[Annotated[str, line(1, 200)] | None, Query(description="Words to find")]


def _wanted(
    portal: Annotated[PortalId | None, Query(description="One portal")] = None,
    state: Annotated[CommentState | None, Query(description="What became of them")] = None,
    tag: Annotated[str | None, Query(max_length=40, description="One tag")] = None,
    q: Words = None,
) -> queries.Wanted:
    return queries.Wanted(portal, state, tag.lower() if tag else None, q)


def _sorting(
    caller: Reader, comment: Annotated[str, Path(max_length=64)], version: Version
) -> service.Sorting:
    return service.Sorting(caller, comment, version)


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


@router.patch("/{comment}")
async def sort_comment(
    survey: Survey,
    sorting: Annotated[service.Sorting, Depends(_sorting)],
    form: SortComment,
    response: Response,
) -> CommentOut:
    """Mark a comment useful or hidden, tag it, or hand it to a unit."""
    sorted_one = await service.sort_comment(survey, sorting, form)
    response.headers["ETag"] = etag(sorted_one.version)
    return queries.told({**sorted_one.model_dump(exclude={"id"}), "_id": sorted_one.id})
