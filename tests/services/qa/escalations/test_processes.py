"""Escalation in real worker processes: killed in the middle of a scan, and after beat was off."""

from datetime import timedelta

import pytest
import redis

from services.qa.escalations.documents import StepDocument
from services.qa.notifications.documents import DeliveryDocument
from shared.clock import now
from tests.services.qa.settings import DATA_KEYS
from tests.support.workers import QUIET, WORKER, celery_process, until, worker_and_beat

APP = "services.qa.worker:app"
MANY = 24


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
        "QA_ESCALATION_BATCH": "1", "QA_MAIL_IN_WORKING_HOURS": "false",
        "QA_MAIL_GATHER_SECONDS": "0", "QA_MAIL_SPACING_MINUTES": "0",
    }  # fmt: skip


def worker(environment, folder):
    """Return a worker as a context; beat stays off."""
    return celery_process(APP, (*WORKER, *QUIET), environment, folder)


async def let_steps_fall(qa, code: str, hours_ago: dict[str, float]) -> None:
    """Move steps of a question into the past, as if it had been asked long ago."""
    clock = await qa.clock(code)
    for step in clock.steps:
        if step.key in hours_ago:
            step.at = now() - timedelta(hours=hours_ago[step.key])
    clock.start(sorted(clock.steps, key=lambda step: step.at))
    await clock.replace()


def settled(qa):
    async def holds() -> bool:
        waiting = await qa.count("deliveries", state={"$in": ["waiting", "sending"]})
        return not waiting and await qa.count("outbox") == 0

    return holds


async def each_step_once(qa, codes: list[str]) -> None:
    rows = await StepDocument.find_all().to_list()
    taken = sorted(row.code for row in rows if not row.is_collapsed)
    assert taken == sorted(codes)
    assert await qa.count("timeline", kind="escalated") == len(codes)


@pytest.mark.system
async def test_a_worker_killed_in_the_middle_of_a_scan_costs_no_step_and_doubles_none(
    qa, relay, environment, tmp_path
):
    codes = [(await qa.ask())["code"] for _ in range(MANY)]
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    for code in codes:
        await let_steps_fall(qa, code, {"half": 3, "day_before": 2, "due": 1})

    async def is_in_the_middle() -> bool:
        return await qa.count("escalation_steps", is_collapsed=False) >= 3

    async with worker(environment, tmp_path) as killed:
        await qa.runtime.tasks.send("qa.scan_escalations")
        await until(is_in_the_middle)
        killed.kill()
    taken = await qa.count("escalation_steps", is_collapsed=False)
    assert 3 <= taken < MANY, "the kill came too late to mean anything"
    with redis.Redis.from_url(environment["REDIS_URL"]) as broker:
        broker.flushdb()
    # The server ends what a dead client has open within a minute; here it does so at once.
    await qa.runtime.mongo.database.client.admin.command({"killAllSessions": []})

    async def all_taken() -> bool:
        return await qa.count("escalation_steps", is_collapsed=False) == MANY

    async with worker_and_beat(APP, environment, tmp_path):  # beat has swept up what was lost
        await qa.runtime.tasks.send("qa.scan_escalations")
        await until(all_taken, 30)
        await until(settled(qa), 40)
    await each_step_once(qa, codes)
    assert await qa.count("escalation_steps") == 3 * MANY  # two of each overslept
    mails = relay.to("head1@hue.example")
    assert len(mails) == len({mail["Message-ID"] for mail in mails}) == MANY


@pytest.mark.system
async def test_after_a_day_without_beat_each_step_is_told_once(qa, relay, environment, tmp_path):
    overslept, answered, waiting = [(await qa.ask())["code"] for _ in range(3)]
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    for code in (overslept, answered):
        await let_steps_fall(qa, code, {"half": 23, "day_before": 12, "due": 1})
    await qa.act(answered, "publish", "officer1", {"text": "Đã trả lời khi beat còn tắt."})
    await qa.deliver_events()
    async with worker(environment, tmp_path):
        for _ in range(2):
            await qa.runtime.tasks.send("qa.scan_escalations")

        async def is_told() -> bool:
            return bool(relay.to("head1@hue.example"))

        await until(is_told, 20)
        await until(settled(qa), 20)
    rows = await StepDocument.find_all().to_list()
    assert {(row.code, row.step, row.is_collapsed) for row in rows} == {
        (overslept, "half", True), (overslept, "day_before", True), (overslept, "due", False)
    }  # fmt: skip
    [mail] = relay.to("head1@hue.example")
    assert overslept in mail["Subject"]
    assert (await qa.stored(waiting)).escalation_level == 0
    assert [entry["kind"] for entry in (
        await qa.get(f"/questions/{overslept}", "officer1")
    ).body["timeline"]] == ["asked", "escalated"]  # fmt: skip
