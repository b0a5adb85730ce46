"""Fills a database of qa with grown questions: `python -m bench.questions.loading FROM TO SEED`.

It takes its settings as qa does, and tells on its output how far it is: `loaded` runs two of it.
"""

import asyncio
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from beanie import Document
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.questions.growing import Grower
from bench.questions.places import Place, new_place
from bench.questions.province import directory
from bench.stage import Stage
from services.qa.bootstrap import QaRuntime, open_runtime
from services.qa.directory.documents import UnitDocument
from services.qa.directory.service import apply_directory
from services.qa.search.frequencies import count_new

Json = dict[str, Any]

PROCESSES = 2
_BATCH = 200


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
        if any(done):
            raise RuntimeError(f"loading failed, see {stage.folder / 'loading.log'}")
        with console.status("counting terms"):
            await count_new()


def _follow(
    stage: Stage,
    environment: Mapping[str, str],
    span: tuple[int, int],
    advance: Callable[[int], None],
) -> int:
    command = [sys.executable, "-m", "bench.questions.loading", *map(str, span), "1"]
    log = stage.folder / "loading.log"
    process = stage.popen(command, environment, log, stdout=subprocess.PIPE)
    for line in process.stdout or ():
        advance(int(line))
    return process.wait()


async def fill(qa: QaRuntime, first: int, last: int, seed: int) -> None:
    """Insert the questions from `first` up to `last`, telling how many at a time."""
    units = await UnitDocument.find({"_id": {"$gt": ""}}).sort("_id").to_list()
    grower = Grower(qa, [unit for unit in units if unit.accepts_questions], seed)
    for start in range(first, last, _BATCH):
        rows: dict[type[Document], list[Json]] = defaultdict(list)
        numbers = range(start, min(start + _BATCH, last))
        for number in numbers:
            for kind, documents in (await grower.one(number)).items():
                rows[kind] += documents
        for kind, documents in rows.items():
            if documents:
                await kind.get_pymongo_collection().insert_many(documents, ordered=False)
        print(len(numbers), flush=True)


async def _main() -> None:
    first, last, seed = (int(argument) for argument in sys.argv[1:])
    async with open_runtime() as qa:
        await fill(qa, first, last, seed)


if __name__ == "__main__":
    asyncio.run(_main())
