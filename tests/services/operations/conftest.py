"""Databases of an installation, small and full of awkward values, on the engine of the run."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Binary, Decimal128, Int64, ObjectId
from pymongo import MongoClient

from shared.ids import new_id

Client = MongoClient[dict[str, Any]]
AWKWARD = {
    "at": datetime(2026, 11, 28, 7, 30, 0, 123_000, tzinfo=UTC),
    "raw": Binary(b"\x00\xff"),
    "price": Decimal128("1.10"),
    "large": Int64(2**40),
    "nothing": None,
    "oid": ObjectId("6b0ae747b0b4f703f0ada372"),
    "nested": {"z": 1, "a": [1, {"chữ": "đ"}]},
    "float": 1.0,
}


@pytest.fixture(scope="session")
def client(mongodb_uri: str) -> Iterator[Client]:
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True) as client:
        yield client


@pytest.fixture
def databases(client: Client) -> Iterator[Mapping[str, str]]:
    """The names of three databases by service; all that begin with the run's name are dropped."""
    run = f"test_{new_id()[-12:]}"
    names = {service: f"{run}_{service}" for service in ("auth", "qa", "survey")}
    people = client[names["auth"]]["people"]
    people.insert_many([{"_id": f"p{n}", "n": n, **AWKWARD} for n in range(2_500)])
    people.create_index([("n", 1)], unique=True)
    client[names["qa"]]["questions"].insert_one({"_id": "q1", "title": "Cấp lại căn cước"})
    client[names["qa"]]["questions"].create_index([("title", 1)], sparse=True, name="by_title")
    client[names["qa"]].create_collection("empty")
    client[names["survey"]]["responses"].insert_one({"_id": "r1", "portal": "demo"})
    yield names
    for name in client.list_database_names():
        if run in name:
            client.drop_database(name)
