"""A thousand overdue questions of many, claimed and moved up by four workers at once."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from pymongo import UpdateOne
from rich.console import Console

from bench.options import Options
from bench.questions.loading import loaded
from bench.results import Result
from bench.stage import Stage
from bench.timing import Timed
from services.qa.bootstrap import QaRuntime, open_runtime
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.escalations.documents import StepDocument
from services.qa.escalations.effects import note_step
from services.qa.questions.documents import TimelineDocument
from shared.clock import now
from shared.contracts.qa.events import QuestionEscalated
from shared.marks import AFTER_ALL, mark

Json = dict[str, Any]
Worker = subprocess.Popen[bytes]

WORKERS, OVERDUE = 4, 1_000
_BAR_MS = 250.0


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Let the workers scan several times; each time another thousand are due."""
    place = await loaded(stage, options.large, console)
    with console.status("starting workers"):
        workers = [await _worker(stage, place.environment) for _ in range(WORKERS)]
    overdue = min(OVERDUE, options.large // 40)
    seconds = []
    async with open_runtime(place.settings) as qa:
        for number in range(options.rounds + 1):  # the first warms up
            with console.status(f"round {number}"):
                moment = await _make_due(overdue, number)
                took = await _scan(workers, moment)
                await _check(qa, overdue, moment)
            seconds += [took] if number else []
    timed = Timed.of(seconds)
    name = f"{overdue:,} overdue of {options.large:,}, {WORKERS} workers"
    spread = min(seconds) * 1000, max(seconds) * 1000
    return [
        Result(
            name, timed.median, " ms", _BAR_MS, spread=spread, timed={"scan": timed},
            note="steps, events and the timelines' lines counted: each exactly once",
        )
    ]  # fmt: skip


async def _worker(stage: Stage, environment: Mapping[str, str]) -> Worker:
    worker = stage.popen(
        [sys.executable, "-m", "bench.questions.scanning"],
        environment,
        stage.folder / "scanning.log",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    if await asyncio.to_thread(_line, worker) != "ready":
        raise RuntimeError((stage.folder / "scanning.log").read_text())
    return worker


def _line(worker: Worker) -> str:
    return worker.stdout.readline().decode().strip() if worker.stdout else ""


async def _make_due(count: int, seed: int) -> datetime:
    """Let the next step of so many open questions have been due a minute ago."""
    clocks = DeadlineDocument.get_pymongo_collection()
    at = now()
    waiting = {"step_mark": {"$gt": mark(at), "$lt": AFTER_ALL}}
    rows = await clocks.find(waiting, {"steps": 1}).to_list()
    chosen = Random(seed).sample(rows, count)
    due_at = at - timedelta(minutes=1)
    changes = []
    for row in chosen:
        row["steps"][0]["at"] = due_at
        change = {"steps": row["steps"], "step_mark": mark(due_at, row["_id"])}
        changes.append(UpdateOne({"_id": row["_id"]}, {"$set": change}))
    for first in range(0, count, 250):
        await clocks.bulk_write(changes[first : first + 250])
    moment = now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)  # as it is stored


async def _scan(workers: list[Worker], moment: datetime) -> float:
    """Tell all workers at once; return the seconds until the last one is done."""
    began = time.perf_counter()
    for worker in workers:
        if worker.stdin:
            worker.stdin.write(f"{moment.isoformat()}\n".encode())
            worker.stdin.flush()
    await asyncio.gather(*(asyncio.to_thread(_line, worker) for worker in workers))
    return time.perf_counter() - began


async def _check(qa: QaRuntime, overdue: int, moment: datetime) -> None:
    """Raise unless each question has one step and one event, and one line in its timeline after it.

    The line follows from the event, which a worker receives soon; here it is followed at once.
    """
    steps = await StepDocument.find({"as_of": moment}).to_list()
    questions = {step.id.split(":")[0] for step in steps}
    told = [step for step in steps if not step.is_collapsed]
    database = StepDocument.get_pymongo_collection().database
    events = await database["outbox"].find({"name": "qa.question_escalated.v1"}).to_list()
    codes = [row["payload"]["code"] for row in events]
    for row in events:
        event = QuestionEscalated.model_validate(row["payload"])
        await qa.mongo.run(partial(note_step, event=event))
    entries = 0
    ids = sorted(questions)
    for first in range(0, len(ids), 200):
        found = TimelineDocument.find({"question": {"$in": ids[first : first + 200]}})
        entries += sum(one.role == "system" and one.at >= moment for one in await found.to_list())
    counted = (len(questions), len(told), len(codes), len(set(codes)), entries)
    await database["outbox"].delete_many({})
    if counted != (overdue,) * 5:
        raise RuntimeError(f"of {overdue}: {counted} questions, steps, events, codes, entries")
