"""Tasks in a real Celery worker: once, again after a failure, and after a SIGKILL."""

import json
import subprocess
import sys
from datetime import timedelta

import aiohttp
import pytest

from shared import outbox
from shared.clock import now
from shared.ids import new_id
from shared.mongo import Mongo, Transaction
from shared.tasks import TaskSender
from tests.support import sample_worker, sample_workers_together
from tests.support.databases import opened_mongo
from tests.support.sample_worker import ThingHappened
from tests.support.workers import BEAT, QUIET, WORKER, celery_process, until

APP = "tests.support.sample_worker:app"
TOGETHER = "tests.support.sample_workers_together:app"


@pytest.fixture(scope="module")
async def mongo(mongodb_uri):
    async with opened_mongo(mongodb_uri) as opened:
        yield opened


@pytest.fixture(scope="module")
def own_redis(redis_url):
    """Return a Redis database nobody else uses."""
    return redis_url.rsplit("/", 1)[0] + "/9"


@pytest.fixture(scope="module")
def environment(mongo, mongodb_uri, own_redis):
    return {
        "ENVIRONMENT": "test",
        "MONGODB_URI": mongodb_uri,
        "REDIS_URL": own_redis,
        "SAMPLE_DATABASE": mongo.database.name,
    }


@pytest.fixture(scope="module")
async def worker(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    async with celery_process(APP, (*WORKER, *QUIET), environment, folder) as process:
        yield process


@pytest.fixture
async def sender(own_redis):
    tasks = TaskSender(own_redis)
    yield tasks
    await tasks.close()


async def count(mongo: Mongo, collection: str, code: str) -> int:
    return await mongo.database[collection].count_documents({"code": code})


async def emit(mongo: Mongo, code: str) -> None:
    async def work(tx: Transaction) -> None:
        tx.emit(ThingHappened(code=code))

    await mongo.run(work)


async def is_confirmed(mongo: Mongo) -> bool:
    return await mongo.database["outbox"].count_documents({}) == 0


async def test_its_tasks_are_counted_and_timed(worker, mongo, sender):
    code = new_id()
    await sender.send("sample.sleep_then_note", code=code, seconds=0)
    await until(lambda: count(mongo, "effects", code))
    async with aiohttp.ClientSession() as http:

        async def is_counted() -> bool:
            async with http.get(f"http://127.0.0.1:{worker.port}/metrics") as answer:
                page = await answer.text()
            done = 'tasks_total{outcome="done",task="sample.sleep_then_note"}'
            return done in page and 'task_seconds_count{task="sample.sleep_then_note"}' in page

        await until(is_counted)


async def test_an_event_has_its_effect_and_is_confirmed(worker, mongo, sender):
    code = new_id()
    await emit(mongo, code)
    await sender.send("sample.relay_outbox")
    await until(lambda: is_confirmed(mongo))
    assert await count(mongo, "effects", code) == 1


async def test_a_message_sent_twice_has_one_effect(worker, mongo, sender):
    code = new_id()
    await emit(mongo, code)
    row = await mongo.database["outbox"].find_one({"payload.code": code})
    message = {"id": row["_id"], "name": row["name"], "payload": row["payload"]}
    for _ in range(5):
        await sender.send("sample.receive_event", message=message)
    await until(lambda: is_confirmed(mongo))
    assert await count(mongo, "effects", code) == 1


async def test_a_failed_task_is_tried_again(worker, mongo, sender):
    code = new_id()
    await sender.send("sample.fail_once", code=code)
    await until(lambda: count(mongo, "effects", code))
    assert await count(mongo, "begun", code) == 2


async def test_the_log_is_json_and_names_the_request(worker, mongo, sender):
    code = new_id()
    message = {
        "id": new_id(), "name": "sample.never_heard.v1", "payload": {}, "request_id": f"req-{code}"
    }  # fmt: skip
    await sender.send("sample.receive_event", message=message)

    async def logged() -> bool:
        return f"req-{code}" in worker.log.read_text()

    await until(logged)
    lines = [json.loads(line) for line in worker.log.read_text().splitlines() if line[:1] == "{"]
    [failure, *_] = [line for line in lines if line.get("request_id") == f"req-{code}"]
    assert failure["task"] == "sample.receive_event"
    assert failure["process"] == "worker-sample"


async def test_metrics_are_served(worker):
    url = f"http://127.0.0.1:{worker.port}/metrics"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.status == 200


@pytest.mark.system
async def test_what_a_killed_worker_held_comes_again_from_the_outbox(
    environment, mongo, own_redis, tmp_path
):
    code = new_id()
    settings = {**environment, "REDIS_URL": own_redis.replace("/9", "/10")}
    sender = TaskSender(settings["REDIS_URL"])

    async def send(listener: str, message: dict) -> None:
        await sender.send(f"{listener}.receive_event", message=message)

    async with celery_process(APP, (*WORKER, *QUIET), settings, tmp_path) as first:
        await sender.send("sample.sleep_then_note", code=code, seconds=30)
        await until(lambda: count(mongo, "begun", code))
        first.kill()
    await emit(mongo, code)
    await outbox.relay_due(mongo.database, send, now())
    async with celery_process(TOGETHER, (*WORKER, *QUIET), settings, tmp_path) as second:
        await until(lambda: is_confirmed(mongo))
        await outbox.relay_due(mongo.database, send, now() + timedelta(minutes=1))
        assert await second.stop() == 0
    assert await count(mongo, "effects", code) == 1
    await sender.close()


@pytest.mark.system
async def test_beat_asks_for_what_stands_in_the_table(worker, environment, mongo, tmp_path):
    async with celery_process(APP, BEAT, environment, tmp_path):
        ticks = mongo.database["ticks"]

        async def ticked() -> bool:
            return await ticks.count_documents({}) >= 3

        await until(ticked)


def test_importing_reads_no_environment():
    command = [sys.executable, "-c", "import tests.support.sample_worker"]
    subprocess.run(command, env={"ENVIRONMENT": "nonsense"}, check=True)


@pytest.fixture
def told_test(monkeypatch):
    monkeypatch.setenv("ENVIRONMENT", "test")


def test_every_group_has_its_queue_and_its_outbox(told_test):
    configured = sample_workers_together.app.conf
    assert {"sample.relay_outbox", "second.relay_outbox"} <= set(configured.beat_schedule)
    for name, entry in configured.beat_schedule.items():
        assert entry["options"]["queue"] == name.split(".")[0]
    names = set(sample_workers_together.app.tasks)
    assert {"sample.receive_event", "second.confirm_event", "sample.fail_once"} <= names
    assert "second.receive_event" not in sample_worker.app.tasks


def test_a_killed_worker_must_not_lose_its_task(told_test):
    for task in sample_worker.app.tasks.values():
        if task.name.startswith("sample."):
            assert task.acks_late
            assert task.reject_on_worker_lost
