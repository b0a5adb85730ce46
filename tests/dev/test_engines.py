"""The embedded engines answer for themselves and keep what they acknowledged."""

from pathlib import Path
from typing import Any

import redis
from pymongo import MongoClient

from dev.engines import mongodb_spec, redis_spec
from dev.ports import free_ports
from dev.probes import mongodb_ready, redis_ready
from tests.support.engines import running_engine


def test_mongodb_keeps_committed_transactions_over_a_kill(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    spec = mongodb_spec(port, tmp_path)
    with running_engine(spec), MongoClient[dict[str, Any]]("127.0.0.1", port) as client:
        questions = client["langnghe_test"]["questions"]
        with client.start_session() as session, session.start_transaction():
            questions.insert_one({"_id": "a"}, session=session)
            questions.insert_one({"_id": "b"}, session=session)
    with running_engine(spec), MongoClient[dict[str, Any]]("127.0.0.1", port) as client:
        assert {q["_id"] for q in client["langnghe_test"]["questions"].find()} == {"a", "b"}


def test_redis_keeps_its_data_over_a_kill_in_development_only(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    for durable in (True, False):
        spec = redis_spec(port, tmp_path / str(durable), durable=durable)
        with running_engine(spec), redis.Redis(port=port) as client:
            assert client.config_get("save") == {"save": ""}
            client.set("key", "value")
        with running_engine(spec), redis.Redis(port=port) as client:
            assert client.exists("key") == durable


async def test_nobody_there_is_not_ready() -> None:
    (port,) = free_ports(1)
    assert not await mongodb_ready(port)()
    assert not await redis_ready(port)()
