"""Free texts left with ratings, and what is done with them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.text import line

READ_COMMENTS = "comments:read"
"""The scope of who fetches the words of a question to be made of a comment."""

Tag = Annotated[str, line(1, 40), StringConstraints(to_lower=True)]


class CommentState(StrEnum):
    """What became of a comment."""

    NEW = "new"
    USEFUL = "useful"
    FORWARDED = "forwarded"
    HIDDEN = "hidden"


class CommentOut(BaseModel):
    """A comment; personal data in it is masked. `assigned` is the unit that sees to it.

    `version` is the ETag for `If-Match`; `question` is the code of the question made of it, which
    follows `is_wanted` within seconds.
    """

    id: str
    portal: str
    text: str
    at: datetime
    state: CommentState
    tags: list[str]
    assigned: str | None = None
    is_wanted: bool = False
    question: str | None = None
    version: int


class SortComment(BaseModel):
    """`PATCH /comments/{id}`: what is left out stays; a unit makes it forwarded."""

    model_config = ConfigDict(extra="forbid")

    state: CommentState | None = None
    tags: Annotated[list[Tag], Field(max_length=10)] | None = None
    assigned: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class AskAboutComment(BaseModel):
    """`POST /comments/{id}/question`: have a unit answer it, by a date, as a question of Q&A."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, line(5, 200)]
    unit: Annotated[str, Field(min_length=1, max_length=64)]


class WantedQuestion(BaseModel):
    """`GET /comments/{id}/question`: what qa makes the question of; personal data is masked."""

    title: str
    text: str
    portal_name: str
    at: datetime


class TagCount(BaseModel):
    """How many comments carry a tag."""

    tag: str
    comments: int
