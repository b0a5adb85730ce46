"""Atom feeds, with what a reader needs to ask seldom and fetch little."""

import hashlib
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, Field

from services.qa.deps import Qa
from services.qa.feeds import queries
from services.qa.feeds.atom import MEDIA_TYPE, Feed
from shared.contracts.qa.base import Slug
from shared.identity import AnyCaller

router = APIRouter(prefix="/feeds", tags=["feeds"])

_FRESH_SECONDS = 300
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {}}},
    304: {"description": "Nothing has changed"},
}


class FeedQuery(BaseModel):
    """What narrows a feed, and which page of it."""

    unit: Slug | None = Field(None, description="Only this unit's")
    topic: Slug | None = Field(None, description="Only under this topic")
    cursor: Annotated[str, Field(max_length=400)] | None = None


class Known(BaseModel):
    """What the reader has already."""

    etag: str | None = None
    since: str | None = None

    def has(self, etag: str, updated: datetime) -> bool:
        """Say whether the reader's copy is still right; the tag counts before the date."""
        if self.etag is not None:
            tags = [tag.strip().removeprefix("W/") for tag in self.etag.split(",")]
            return etag in tags or "*" in tags
        if self.since is None:
            return False
        try:
            return parsedate_to_datetime(self.since) >= updated
        except (TypeError, ValueError):  # not a date, or one without a zone
            return False


async def _known(
    if_none_match: Annotated[str | None, Header(max_length=1_000)] = None,
    if_modified_since: Annotated[str | None, Header(max_length=100)] = None,
) -> Known:
    return Known(etag=if_none_match, since=if_modified_since)


Had = Annotated[Known, Depends(_known)]
Asked = Annotated[FeedQuery, Query()]


@router.get("/answers.atom", response_class=Response, responses=_RESPONSES)
async def feed_answers(qa: Qa, _caller: AnyCaller, query: Asked, had: Had) -> Response:
    """Return published answers as an Atom feed, newest first, in pages."""
    return _written(await queries.answers(qa, query.unit, query.topic, query.cursor), had)


@router.get("/faq.atom", response_class=Response, responses=_RESPONSES)
async def feed_faq(qa: Qa, _caller: AnyCaller, query: Asked, had: Had) -> Response:
    """Return ready answers as an Atom feed, the one changed last first, in pages."""
    return _written(await queries.ready_answers(qa, query.unit, query.topic, query.cursor), had)


def _written(feed: Feed, had: Known) -> Response:
    body = feed.xml()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(feed.updated, usegmt=True),
        "Cache-Control": f"public, max-age={_FRESH_SECONDS}",
    }
    if had.has(etag, feed.updated):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
