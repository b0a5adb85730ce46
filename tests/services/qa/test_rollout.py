"""A rollout: the release after this one migrates and serves beside this one, on one database.

This release runs in the test; the next one (`tests.support.next_qa`) in processes of its own. Its
migration is killed in the middle and made by one of two that start at once.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from fastapi import FastAPI

from dev.children import die_with_parent
from dev.ports import free_ports
from dev.settings import ROOT
from services.qa.bootstrap import open_runtime
from services.qa.migrations import MIGRATIONS
from shared.clock import now
from shared.ids import new_id
from shared.migrations import COLLECTION, LOCK
from tests.services.qa.settings import DATA_KEYS
from tests.services.qa.support import Json, RunningQa, question
from tests.support.serving import serving
from tests.support.tokens import published_keys
from tests.support.workers import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

ATTEMPTS = "migration_attempts"
"""Where the migration of the next release notes that it began."""
HALTS_AFTER = 2
NUMBER = len(MIGRATIONS) + 1
START_SECONDS = 100
TEXT = "Ông/bà nộp hồ sơ tại bộ phận một cửa."


class Next:
    """A process of the next release, on the database of the running one."""

    def __init__(self, qa: RunningQa, auth_url: str, folder: Path) -> None:
        self._qa = qa
        self._folder = folder
        settings = qa.runtime.settings
        self._environment = {
            "PATH": os.environ["PATH"], "ENVIRONMENT": "test", "LOG_LEVEL": "WARNING",
            "MONGODB_URI": settings.mongodb_uri, "REDIS_URL": settings.redis_url,
            "QA_DATABASE": settings.database, "QA_DATA_KEYS": DATA_KEYS,
            "QA_SERVICE_SECRET": "qa-secret-of-the-tests", "AUTH_URL": auth_url,
        }  # fmt: skip
        (self._port,) = free_ports(1)
        self.side = RunningQa(f"http://127.0.0.1:{self._port}", qa.runtime, qa.http)

    def begin(self, **environment: str) -> None:
        """Start it."""
        self._log = self._folder / f"next-{self._port}.log"
        with self._log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "tests.support.next_qa:create_app", "--factory",
                 "--port", str(self._port), "--no-access-log", "--timeout-keep-alive", "300"],
                env={**self._environment, **environment}, cwd=ROOT,
                stdout=output, stderr=output,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - before any thread
            )  # fmt: skip

    async def is_ready(self) -> bool:
        assert self.process.poll() is None, self._log.read_text()[-3000:]
        try:
            async with self._qa.http.get(f"{self.side.url}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def end(self) -> None:
        """Kill it, as a lost machine would."""
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
async def nexts(qa: RunningQa, tmp_path: Path) -> AsyncIterator[list[Next]]:
    """Return three processes of the next release, which have not begun."""
    auth = FastAPI()
    auth.get("/.well-known/jwks.json")(published_keys)
    async with serving(auth) as auth_url:
        made = [Next(qa, auth_url, tmp_path) for _ in range(3)]
        yield made
        for one in made:
            if hasattr(one, "process"):
                one.end()
    for name in (COLLECTION, ATTEMPTS):
        await qa.runtime.mongo.database.drop_collection(name)


async def words(qa: RunningQa) -> Counter[int | None]:
    """Return how many questions are stored with so many words; None: with no such field."""
    rows = await qa.runtime.mongo.database["questions"].find({}).to_list()
    return Counter(row.get("words") for row in rows)


async def ask(side: RunningQa, count: int) -> list[Json]:
    return await asyncio.gather(*(side.ask(title=f"Câu hỏi {new_id()}") for _ in range(count)))


async def test_it_is_migrated_once_and_both_serve_what_either_stores(
    qa: RunningQa, nexts: list[Next]
) -> None:
    asked = await ask(qa, 5)
    killed, first, second = nexts
    killed.begin(NEXT_QA_HALTS_AFTER=str(HALTS_AFTER))

    async def is_in_the_middle() -> bool:
        assert killed.process.poll() is None
        return (await words(qa))[None] == len(asked) - HALTS_AFTER

    await until(is_in_the_middle, START_SECONDS)
    asked += await ask(qa, 1)  # this release serves all the time
    killed.end()
    migrations = qa.runtime.mongo.database[COLLECTION]
    await migrations.update_one({"_id": LOCK}, {"$set": {"until": now()}})  # as 30 seconds later
    for one in (first, second):
        one.begin()
    for one in (first, second):
        await until(one.is_ready, START_SECONDS)

    assert await qa.count(ATTEMPTS) == 2, "one was killed, one did the rest"
    noted = await migrations.find({}).to_list()
    changed = {row["_id"]: row["changed"] for row in noted}
    assert len(changed) == NUMBER
    assert changed[NUMBER] == len(asked) - HALTS_AFTER
    assert (await words(qa))[None] == 0

    sides = [qa, first.side, second.side]
    for more in await asyncio.gather(*(ask(side, 3) for side in sides)):
        asked += more
    assert (await words(qa))[None] == 3, "what this release stores has no such field"
    await everybody_reads(sides, asked)
    await one_key_is_one_question(qa, first.side)
    await work_goes_from_side_to_side(qa, first.side)
    await of_two_at_once_one_is_first(qa, second.side)
    await this_release_starts_again(qa)


async def everybody_reads(sides: list[RunningQa], asked: list[Json]) -> None:
    for side in sides:
        for one in asked:
            secret = {"X-Tracking-Secret": one["secret"]}
            shown = await side.get(f"/questions/{one['code']}", headers=secret)
            assert (shown.status, shown.body["code"]) == (200, one["code"])


async def one_key_is_one_question(this: RunningQa, that: RunningQa) -> None:
    key = {"Idempotency-Key": new_id()}
    form = question(title="Cùng một câu hỏi, gửi hai lần")
    answers = [await side.post("/questions", form, headers=key) for side in (this, that)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body["code"] == answers[1].body["code"]


async def work_goes_from_side_to_side(this: RunningQa, that: RunningQa) -> None:
    """Each works on what the other stored; what this release does not know it leaves in place."""
    for asker, other in ((that, this), (this, that)):
        code = (await asker.ask())["code"]
        for side, action, body in (
            (other, "receive", None), (asker, "draft", {"text": TEXT}), (other, "publish", None),
        ):  # fmt: skip
            done = await side.act(code, action, "officer1", body)
            assert done.status == 200, done.body
        row = await this.runtime.mongo.database["questions"].find_one({"code": code})
        assert row is not None
        assert row["words"] == len(question()["body"].split())
        steps = (
            await this.runtime.mongo.database["timeline"].find({"question": row["_id"]}).to_list()
        )
        assert Counter(step["kind"] for step in steps) == Counter(
            ("asked", "received", "assigned", "drafted", "answered", "published")
        )
        assert sorted(step["number"] for step in steps) == list(range(1, len(steps) + 1))


async def of_two_at_once_one_is_first(this: RunningQa, that: RunningQa) -> None:
    code = (await that.ask())["code"]
    done = await asyncio.gather(
        *(side.act(code, "receive", "officer1", version=1) for side in (this, that))
    )
    assert sorted(one.status for one in done) in ([200, 409], [200, 412])


async def this_release_starts_again(qa: RunningQa) -> None:
    """Going back one release needs nothing."""
    async with open_runtime(qa.runtime.settings):
        pass
    await qa.runtime.mongo.open()  # binds the documents to the run's database again
    assert (await qa.answered())["code"]
