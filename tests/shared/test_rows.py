"""A row is what Beanie stores of the same document."""

from datetime import UTC, datetime
from enum import StrEnum

from beanie import init_beanie
from beanie.odm.utils.dump import get_dict
from bson import decode, encode
from pydantic import BaseModel, Field

from shared.documents import Document
from shared.rows import row_of


class Colour(StrEnum):
    """A kind of value that BSON does not know."""

    RED = "red"


class Part(BaseModel):
    """Something inside."""

    at: datetime
    colour: Colour
    note: str | None = None


class Thing(Document):
    """Has one of each."""

    id: str  # type: ignore[assignment]
    parts: list[Part] = Field(default_factory=list)
    part: Part | None = None
    names: dict[str, int] = Field(default_factory=dict)
    is_there: bool = True


async def test_rows_are_beanies(mongo):
    await init_beanie(database=mongo.database, document_models=[Thing])
    part = Part(at=datetime(2026, 11, 2, tzinfo=UTC), colour=Colour.RED)
    for thing in (Thing(id="a"), Thing(id="b", parts=[part], part=part, names={"x": 1})):
        for keep_nulls in (True, False):
            beanies = get_dict(thing, to_db=True, keep_nulls=keep_nulls)
            row = row_of(thing, keep_nulls=keep_nulls)
            assert decode(encode(row)) == decode(encode(beanies))
