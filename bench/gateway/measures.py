"""The front door's cost: throughput against nginx, added time and processor, patience, memory."""

import statistics
from pathlib import Path

import aiohttp
from rich.console import Console

from bench.gateway.doors import Doors, open_doors
from bench.gateway.load import Loaded, slow_clients, wrk
from bench.options import Options
from bench.results import Result
from bench.stage import Stage

CPU, WRITE, INSERT = (f"/api/survey/v1/{name}" for name in ("cpu", "write", "insert"))
_SECONDS = 4
_DOWNLOAD_MEGABYTES = 200
_REQUESTS = 200_000


async def measure(stage: Stage, options: Options, _console: Console) -> list[Result]:
    """Measure everything; raises `NotMeasured` without nginx and wrk."""
    doors = await open_doors(stage)
    post = stage.folder / "post.lua"
    post.write_text('wrk.method = "POST"\n', encoding="ascii")
    rounds = options.rounds
    results = [
        await _against_nginx(doors, CPU, "CPU-only answer", 0.6, rounds=rounds),
        await _against_nginx(
            doors, WRITE, "database write with its event", 0.85, rounds=rounds, script=post
        ),
        await _against_nginx(doors, INSERT, "bare insert", 0.85, rounds=rounds, script=post),
        await _added_time(doors, rounds),
        await _added_processor(doors, rounds),
        await _patience(doors),
    ]
    return results + await _memory(doors)


async def _against_nginx(
    doors: Doors, path: str, kind: str, bar: float, *, rounds: int, script: Path | None = None
) -> Result:
    """Compare requests a second, in turns."""
    rates: dict[str, list[float]] = {doors.nginx: [], doors.gateway: []}
    for number in range(rounds + 1):
        order = list(rates) if number % 2 else list(rates)[::-1]
        for door in order:
            seconds = _SECONDS if number else 1  # the first turn warms up
            found = await wrk(f"{door}{path}", connections=32, seconds=seconds, script=script)
            if found.refused:
                raise RuntimeError(f"{found.refused} refused by {door}")
            if number:
                rates[door].append(found.rate)
    ours, theirs = rates[doors.gateway], rates[doors.nginx]
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    note = f"{statistics.median(ours):.0f}/s against {statistics.median(theirs):.0f}/s"
    return Result(
        name=f"gateway / nginx with limit_req, {kind}",
        value=statistics.median(ratios),
        unit="",
        bar=bar,
        at_least=True,
        spread=(min(ratios), max(ratios)),
        note=note,
    )


async def _added_time(doors: Doors, rounds: int) -> Result:
    """Compare the median wait of one client with and without us."""
    added, of_nginx = [], []
    for _ in range(rounds):
        waits = {
            door: (await wrk(f"{door}{CPU}", connections=1, seconds=_SECONDS)).median
            for door in (doors.service, doors.nginx, doors.gateway)
        }
        added.append(waits[doors.gateway] - waits[doors.service])
        of_nginx.append(waits[doors.nginx] - waits[doors.service])
    return Result(
        name="added median wait, one client",
        value=statistics.median(added),
        unit=" ms",
        bar=0.5,
        spread=(min(added), max(added)),
        note=f"nginx adds {statistics.median(of_nginx):.2f} ms",
    )


async def _added_processor(doors: Doors, rounds: int) -> Result:
    """Measure the gateway's own processor time for a request."""
    costs = []
    for _ in range(rounds):
        before = doors.cpu_seconds()
        found = await wrk(f"{doors.gateway}{CPU}", connections=16, seconds=_SECONDS)
        costs.append((doors.cpu_seconds() - before) / found.requests * 1e6)
    return Result(
        name="added processor time of a request",
        value=statistics.median(costs),
        unit=" µs",
        bar=220,
        spread=(min(costs), max(costs)),
    )


async def _patience(doors: Doors) -> Result:
    """Measure what 500 slow bodies and 50 event streams do to everybody else."""

    async def others() -> Loaded:
        return await wrk(f"{doors.gateway}{CPU}", connections=4, seconds=_SECONDS)

    await others()
    alone = (await others()).median
    async with slow_clients(doors.gateway, bodies=500, streams=50):
        beside = (await others()).median
    after = (await others()).median
    return Result(
        name="median wait beside 500 slow clients and 50 streams / alone",
        value=beside / statistics.mean([alone, after]),
        unit="",
        bar=1.5,
        note=f"{alone:.2f} ms, {beside:.2f} ms, {after:.2f} ms",
    )


async def _memory(doors: Doors) -> list[Result]:
    """Measure how much memory many requests and a large download leave or take."""
    before = doors.memory_megabytes()
    asked = 0
    while asked < _REQUESTS:
        asked += (await wrk(f"{doors.gateway}{CPU}", connections=16, seconds=10)).requests
    grown = doors.memory_megabytes() - before
    begun, most, total = doors.memory_megabytes(), 0.0, 0
    url = f"{doors.gateway}/api/survey/v1/download?megabytes={_DOWNLOAD_MEGABYTES}"
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        async for chunk in response.content.iter_chunked(2**20):
            total += len(chunk)
            most = max(most, doors.memory_megabytes() - begun)
    if total != _DOWNLOAD_MEGABYTES * 2**20:
        raise RuntimeError("the download was cut short")
    return [
        Result(f"memory grown over {asked:,} requests", grown, " MB", 8),
        Result(f"memory taken by a download of {_DOWNLOAD_MEGABYTES} MB", most, " MB", 8),
    ]
