"""What a newer release wrote into a document survives being changed by this one."""

import pytest

from shared.documents import Document
from shared.rows import row_of
from tests.support.databases import opened_mongo


class Small(Document):
    """Knows one field, and another that may be empty."""

    id: str  # type: ignore[assignment]
    name: str
    note: str | None = None

    class Settings:
        name = "small"
        keep_nulls = False


@pytest.fixture
async def small(mongodb_uri):
    async with opened_mongo(mongodb_uri, [Small]) as mongo:
        yield mongo.database["small"]


async def test_unknown_fields_are_kept_when_it_is_stored_again(small):
    newer = {"_id": "a", "name": "old", "note": "gone soon", "added": {"by": ["the", "newer"]}}
    await small.insert_one(newer)
    found = await Small.get("a")
    assert found is not None
    found.name, found.note = "changed", None
    expected = {"_id": "a", "name": "changed", "added": newer["added"]}
    assert row_of(found, keep_nulls=False) == expected
    await found.replace()
    assert await small.find_one({"_id": "a"}) == expected
