"""A real beat whose Redis is emptied, goes away and comes back empty: it goes on by itself."""

import json

import pytest
import redis

from dev.ports import free_ports
from tests.support.own_redis import own_redis
from tests.support.workers import BEAT, celery_process, until

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

APP = "tests.support.sample_worker:app"


async def test_it_goes_on_when_redis_was_emptied_and_when_it_was_away(tmp_path):
    (port,) = free_ports(1)
    settings = {"ENVIRONMENT": "test", "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    broker = redis.Redis(port=port)

    async def asks() -> bool:
        return broker.llen("sample") > 1

    with own_redis(port) as (_, first):
        async with celery_process(APP, BEAT, settings, tmp_path) as beat:
            await until(asks, 60)
            broker.flushall()
            await until(asks, 60)
            first.kill()
            first.wait(10)
            with own_redis(port):
                await until(asks, 60)
                assert beat.process.poll() is None, beat.log.read_text()
                logged = beat.log.read_text().splitlines()
                await beat.stop()
    lines = [json.loads(line) for line in logged if line.startswith("{")]
    assert {line["process"] for line in lines} == {"beat"}
    assert "beat_lost_its_lock" in {line["event"] for line in lines}
