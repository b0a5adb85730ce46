"""Fills a database of qa with grown questions: `python -m bench.questions.loading FROM TO SEED`.

It takes its settings as qa does, and tells on its output how far it is, at last how often terms
occur: `loaded` runs two of it.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from pymongo import AsyncMongoClient
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.questions.growing import Grower
from bench.questions.places import Place, new_place
from bench.questions.province import directory
from bench.stage import Stage
from services.qa.bootstrap import QaRuntime, open_runtime
from services.qa.directory.documents import UnitDocument
from services.qa.directory.service import apply_directory
from services.qa.questions.documents import QuestionDocument
from services.qa.search.documents import TOTAL, FrequencyDocument
from services.qa.search.frequencies import counts
from shared.clock import now
from shared.documents import Document
from shared.marks import mark

Json = dict[str, Any]

PROCESSES = 2
_BATCH = 100
_TERMS = 1_000
# While two processes write all they can, answers may take longer than a service would wait.
_PATIENT: Json = {"connectTimeoutMS": 120_000, "socketTimeoutMS": 600_000, "tz_aware": True}


async def loaded(stage: Stage, count: int, console: Console) -> Place:
    """Return a province with `count` questions, filled at the first call of a run."""
    name = f"bench_questions_{count}"
    if name not in stage.places:
        place = await new_place(stage, name)
        await _load(stage, place, count, console)
        stage.places[name] = place
    found = stage.places[name]
    assert isinstance(found, Place)  # noqa: S101 - this name is ours
    return found


async def _load(stage: Stage, place: Place, count: int, console: Console) -> None:
    async with open_runtime(place.settings) as qa:
        await apply_directory(qa, directory())
        edges = [count * number // PROCESSES for number in range(PROCESSES + 1)]
        columns = (
            TextColumn("[progress.description]{task.description}"),
            BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        )  # fmt: skip
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task(f"{count:,} questions", total=count)
            slices = pairwise(edges)
            done = await asyncio.gather(
                *(
                    asyncio.to_thread(
                        _follow, stage, place.environment, span, lambda n: progress.advance(bar, n)
                    )
                    for span in slices
                )
            )
        with console.status("storing how often terms occur"):
            await _store(sum(done, Counter()))


def _follow(
    stage: Stage,
    environment: Mapping[str, str],
    span: tuple[int, int],
    advance: Callable[[int], None],
) -> Counter[str]:
    command = [sys.executable, "-m", "bench.questions.loading", *map(str, span), "1"]
    log = stage.folder / "loading.log"
    process = stage.popen(command, environment, log, stdout=subprocess.PIPE)
    found: Counter[str] = Counter()
    for line in process.stdout or ():
        told = json.loads(line)
        if isinstance(told, int):
            advance(told)
        else:
            found.update(told)
    if process.wait():
        raise RuntimeError(f"loading failed:\n{log.read_text()}")
    return found


async def _store(counted: Counter[str]) -> None:
    """Store what `count_new` would have counted, a thousand at a time instead of one by one."""
    frequencies = FrequencyDocument.get_pymongo_collection()
    rows = [{"_id": term, "n": n} for term, n in counted.items() if term != TOTAL]
    rows.append({"_id": TOTAL, "n": counted[TOTAL], "counted_until": mark(now())})
    for first in range(0, len(rows), _TERMS):
        await frequencies.insert_many(rows[first : first + _TERMS], ordered=False)


async def fill(
    qa: QaRuntime, patient: AsyncMongoClient[Json], first: int, last: int, seed: int
) -> Counter[str]:
    """Insert the questions from `first` up to `last`, telling how many at a time.

    Returns how often the terms of the published ones occur.
    """
    counted: Counter[str] = Counter()
    database = patient[qa.settings.database]
    units = await UnitDocument.find({"_id": {"$gt": ""}}).sort("_id").to_list()
    chosen = [unit for unit in units if unit.accepts_questions]
    grower = Grower(await qa.rules.get(), chosen, seed)
    for start in range(first, last, _BATCH):
        rows: dict[type[Document], list[Json]] = defaultdict(list)
        numbers = range(start, min(start + _BATCH, last))
        for number in numbers:
            for kind, documents in grower.one(number).items():
                rows[kind] += documents
        for kind, documents in rows.items():
            if documents:
                await database[kind.get_collection_name()].insert_many(documents, ordered=False)
        counted.update(counts(row for row in rows[QuestionDocument] if "public_mark" in row))
        print(len(numbers), flush=True)
    return counted


async def _main() -> None:
    first, last, seed = (int(argument) for argument in sys.argv[1:])
    async with (
        open_runtime() as qa,
        AsyncMongoClient[Json](qa.settings.mongodb_uri, **_PATIENT) as patient,
    ):
        counted = await fill(qa, patient, first, last, seed)
    print(json.dumps(counted), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
