"""A worker killed in the middle of an import costs nothing and doubles nothing."""

import asyncio
from datetime import timedelta

import pytest
import redis

from services.qa.imports import running
from services.qa.imports.documents import ImportDocument
from services.qa.imports.tasks import run_imports
from shared.clock import at, now
from tests.services.qa.imports.files import Imports, as_csv, counts, row
from tests.services.qa.settings import DATA_KEYS
from tests.support.workers import QUIET, WORKER, celery_process, until

ROWS = 1_200


async def the_import() -> ImportDocument:
    [only] = await ImportDocument.find_all().to_list()
    return only


async def done_once(qa, import_id: str) -> None:
    told = await Imports(qa).show(import_id)
    assert (told["state"], counts(told)) == ("done", {"created": ROWS - 1, "refused": 1})
    assert told["errors"][0]["code"] == "duplicate"
    assert await qa.count("questions") == await qa.count("imported") == ROWS - 1
    assert await qa.count("timeline") == 4 * (ROWS - 1)


def rows():
    """Return the file; its last row repeats its first, long before the kill."""
    return as_csv(*(row(n) for n in range(ROWS - 1)), row(0))


class Killed(BaseException):
    pass


async def test_another_worker_goes_on_behind_the_last_batch(qa, monkeypatch):
    started = await Imports(qa).start(rows())
    batches = 0
    write = running.write_rows

    async def write_some(*arguments):
        nonlocal batches
        batches += 1
        if batches == 3:
            raise Killed
        return await write(*arguments)

    with monkeypatch.context() as broken:
        broken.setattr(running, "write_rows", write_some)
        with pytest.raises(Killed):
            await run_imports(qa.runtime)
    left = await the_import()
    assert (left.state, left.rows_done) == ("running", 400)
    await run_imports(qa.runtime)
    assert (await the_import()).rows_done == 400  # claimed still
    with at(now() + timedelta(seconds=qa.runtime.settings.import_claim_seconds + 1)):
        await run_imports(qa.runtime)
    await done_once(qa, started.body["id"])


async def test_a_worker_that_was_silent_too_long_writes_no_more(qa, monkeypatch):
    started = await Imports(qa).start(rows())
    write = running.write_rows
    taken_over = False

    async def write_late(*arguments):
        nonlocal taken_over
        if not taken_over:
            taken_over = True
            with at(now() + timedelta(minutes=5)):
                await run_imports(qa.runtime)
        return await write(*arguments)

    monkeypatch.setattr(running, "write_rows", write_late)
    await run_imports(qa.runtime)
    await done_once(qa, started.body["id"])


async def test_an_import_that_always_fails_is_given_up(qa, monkeypatch):
    async def fail(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(running, "write_rows", fail)
    started = await Imports(qa).start(rows())
    for minute in range(5):
        with at(now() + timedelta(minutes=5 * minute)), pytest.raises(ZeroDivisionError):
            await run_imports(qa.runtime)
    with at(now() + timedelta(hours=1)):
        await run_imports(qa.runtime)
    told = await Imports(qa).show(started.body["id"])
    assert told["state"] == "failed"
    assert "dừng" in told["failure"]
    assert await qa.count("file_pieces") == await qa.count("questions") == 0


@pytest.mark.system
@pytest.mark.timeout(240)
async def test_a_worker_killed_for_good_is_followed_by_another(qa, tmp_path):
    settings = qa.runtime.settings
    with redis.Redis.from_url(settings.redis_url) as broker:
        broker.flushdb()
    environment = {
        "ENVIRONMENT": "test", "MONGODB_URI": settings.mongodb_uri,
        "REDIS_URL": settings.redis_url, "QA_DATABASE": settings.database,
        "QA_DATA_KEYS": DATA_KEYS, "QA_SERVICE_SECRET": "qa-secret-of-the-tests",
        "QA_SMTP_PORT": str(settings.smtp_port), "QA_IMPORT_CLAIM_SECONDS": "3",
        "QA_IMPORT_BATCH": "40",
    }  # fmt: skip
    app = "services.qa.worker:app"

    async def has_begun() -> bool:
        return (await the_import()).rows_done >= 40

    async def is_done() -> bool:
        await qa.runtime.tasks.send("qa.run_imports")  # as beat does every few seconds
        await asyncio.sleep(1)
        return (await the_import()).state == "done"

    async with celery_process(app, (*WORKER, *QUIET), environment, tmp_path) as worker:
        started = await Imports(qa).start(rows())
        await until(has_begun)
        worker.kill()
    assert (await the_import()).rows_done < ROWS
    # The server ends what a dead client has open within a minute; here it does so at once.
    await qa.runtime.mongo.database.client.admin.command({"killAllSessions": []})
    async with celery_process(app, (*WORKER, *QUIET), environment, tmp_path):
        await until(is_done, 150)
    await done_once(qa, started.body["id"])
