"""The whole way in real processes: ask, worker, mail; also with a worker killed on the way."""

import asyncio

import pytest
import redis

from services.qa.escalations.model import NOT_RECEIVED
from services.qa.notifications.documents import DeliveryDocument
from services.qa.worker import tasks
from shared.clock import now
from tests.services.qa.settings import DATA_KEYS
from tests.support.workers import QUIET, WORKER, celery_process, until, worker_and_beat

APP = "services.qa.worker:app"
EMAIL = {"email": "nguoi.hoi@example.com"}


@pytest.fixture
def environment(qa):
    settings = qa.runtime.settings
    with redis.Redis.from_url(settings.redis_url) as broker:
        broker.flushdb()
    return {
        "ENVIRONMENT": "test", "MONGODB_URI": settings.mongodb_uri,
        "REDIS_URL": settings.redis_url, "QA_DATABASE": settings.database,
        "QA_DATA_KEYS": DATA_KEYS, "QA_SERVICE_SECRET": "qa-secret-of-the-tests",
        "QA_SMTP_PORT": str(settings.smtp_port), "QA_MAIL_CLAIM_SECONDS": "2",
        "QA_MAIL_IN_WORKING_HOURS": "false", "QA_MAIL_GATHER_SECONDS": "0",
        "QA_MAIL_SPACING_MINUTES": "0",
    }  # fmt: skip


def all_sent(qa, mails: int):
    async def settled() -> bool:
        sent = await qa.count("deliveries", channel="email", state="sent")
        return sent == mails and await qa.count("outbox") == 0

    return settled


@pytest.mark.system
async def test_from_asking_to_mail_and_inbox(qa, relay, environment, tmp_path):
    async with worker_and_beat(APP, environment, tmp_path):
        asked = await qa.ask("citizen1", **EMAIL)
        await until(all_sent(qa, 3), 20)
        assert len(relay.messages) == 3
        [entry] = (await qa.get("/notifications", "officer1")).body["items"]
        assert entry["code"] == asked["code"]

        clock = await qa.clock(asked["code"])
        clock.forget_step(NOT_RECEIVED)
        clock.steps[0].at = now()
        clock.start(clock.steps)
        await clock.replace()
        runtime_tasks = qa.runtime.tasks
        await runtime_tasks.send("qa.scan_escalations")
        await until(all_sent(qa, 5), 20)
        await qa.act(asked["code"], "publish", "officer1", {"text": "Trả lời cho ông/bà."})
        await until(all_sent(qa, 6), 20)
        assert len(relay.to("nguoi.hoi@example.com")) == 2
        assert (await qa.get("/notifications", "citizen1")).body["items"]
    assert len(relay.messages) == len({mail["Message-ID"] for mail in relay.messages}) == 6


@pytest.mark.system
async def test_a_worker_killed_while_it_sends_and_a_flushed_broker_cost_no_mail_and_double_none(
    qa, relay, environment, tmp_path
):
    relay.delay = 0.6
    asked = [await qa.ask(**EMAIL) for _ in range(2)]

    async def is_receiving() -> bool:
        return relay.receiving >= 2

    async with celery_process(APP, (*WORKER, *QUIET), environment, tmp_path) as worker:
        await qa.runtime.tasks.send("qa.relay_outbox")
        await until(is_receiving)
        worker.kill()
    with redis.Redis.from_url(environment["REDIS_URL"]) as broker:
        broker.flushdb()
    asked.append(await qa.ask(**EMAIL))
    relay.delay = 0
    async with worker_and_beat(APP, environment, tmp_path):
        await until(all_sent(qa, 9), 40)
        await asyncio.sleep(1)
    told = [(mail["Message-ID"], mail["To"]) for mail in relay.messages]
    assert len(told) == len(set(told)) == 9
    rows = await DeliveryDocument.find({"channel": "inbox"}).to_list()
    assert len(rows) == len({(row.event, row.recipient) for row in rows}) == 6
    assert {row.code for row in rows} == {answer["code"] for answer in asked}


def test_beat_asks_for_what_must_not_wait():
    assert tasks.beat["qa.scan_escalations"] == 30
    assert tasks.beat["qa.send_due_deliveries"] == 5
    assert {"qa.resync_directory"} <= set(tasks.functions)
