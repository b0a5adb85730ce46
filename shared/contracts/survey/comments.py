"""Free texts left with ratings, and what is done with them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.text import line

Tag = Annotated[str, line(1, 40), StringConstraints(to_lower=True)]


class CommentState(StrEnum):
    """What became of a comment."""

    NEW = "new"
    USEFUL = "useful"
    FORWARDED = "forwarded"
    HIDDEN = "hidden"


class CommentOut(BaseModel):
    """A comment; personal data in it is masked. `assigned` is the unit that sees to it.

    `version` is the ETag for `If-Match`; `question` is the code of the question made of it.
    """

    id: str
    portal: str
    text: str
    at: datetime
    state: CommentState
    tags: list[str]
    assigned: str | None = None
    question: str | None = None
    version: int


class SortComment(BaseModel):
    """`PATCH /comments/{id}`: what is left out stays; a unit makes it forwarded."""

    model_config = ConfigDict(extra="forbid")

    state: CommentState | None = None
    tags: Annotated[list[Tag], Field(max_length=10)] | None = None
    assigned: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class TagCount(BaseModel):
    """How many comments carry a tag."""

    tag: str
    comments: int
