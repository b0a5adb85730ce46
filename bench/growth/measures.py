"""`python -m bench growth`: what docs/scaling.md claims, measured.

Bars are the claims: what 10 million questions and 100 million responses take fits one replica set
with 1 TB of disk, and one core of our processes carries a province's peak.
"""

from rich.console import Console

from bench.growth import backups, costs, shards, stored
from bench.growth.stored import Stored
from bench.options import Options
from bench.results import Result
from bench.stage import Stage

QUESTIONS = 10_000_000
RESPONSES = 100_000_000
_DOCUMENTS_GB = {"questions": 120.0, "responses": 60.0}
_INDEXES_GB = {"questions": 200.0, "responses": 40.0}
_CORE_MILLISECONDS = {"ask": 10.0, "rate": 5.0, "browse": 15.0, "search": 20.0}
_MEMORY_MB = 256.0
_EVEN = 1.1
_BACKUP = {"taken": 5.0, "restored and compared": 1.0}


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Measure bytes, backups, processor time and memory, and simulate shards."""
    spread = shards.simulate()
    question = await stored.question(stage, options, console)
    response = await stored.response(stage, options, console)
    results = [
        *_bytes("questions", question, QUESTIONS),
        *_bytes("responses", response, RESPONSES),
    ]
    moved = await backups.pace(stage, console)
    note = f"{moved.documents} documents, {moved.megabytes:.1f} MB, on disk {moved.on_disk:.1f} MB"
    for name, speed in (("taken", moved.taken), ("restored and compared", moved.restored)):
        results.append(
            Result(f"a backup, {name}", speed, " MB/s", _BACKUP[name], at_least=True, note=note)
        )
    found, memory = await costs.costs(stage, console)
    for name, cost in found.items():
        results.append(
            Result(
                f"processor time of our processes, {name}", cost.ours, " ms",
                _CORE_MILLISECONDS[name], note=f"milliseconds for one: {cost}",
            )
        )  # fmt: skip
    results += [
        Result(f"memory of a process, {name}", used, " MB", _MEMORY_MB)
        for name, used in sorted(memory.items())
        if name in {"gateway", "service"}
    ]
    for name, one in spread.items():
        note = f"stored {one.stored:.2f}, newest {one.written:.2f} of an even share"
        if name == "{_id: 'hashed'}":
            busiest = max(one.stored, one.written)
            results.append(Result(f"busiest of {shards.SHARDS} shards, {name}", busiest, " ×",
                                  _EVEN, note=note))  # fmt: skip
        else:
            console.print(f"[dim]shard key {name}: {note}[/]")
    return results


def _bytes(name: str, one: Stored, count: int) -> list[Result]:
    documents, indexes = one.gigabytes(count)
    largest = ", ".join(f"{name} {size:.0f}" for name, size in one.largest.items())
    return [
        Result(f"documents of {count:,} {name}", documents, " GB", _DOCUMENTS_GB[name],
               note=f"{one.documents:.0f} bytes each, uncompressed"),
        Result(f"indexes of {count:,} {name}", indexes, " GB", _INDEXES_GB[name],
               note=f"{one.indexes:.0f} bytes each, most of them {largest}"),
    ]  # fmt: skip
