"""How long the gateway lets a page wait: from the request to the first byte of the answer."""

import statistics
import time

from rich.console import Console

from bench.options import Options
from bench.pages.running import running_copy, visitor
from bench.results import Result
from bench.stage import Stage
from bench.timing import Timed

PAGES = {
    "": ("/", "/hoi-dap", "/hoi-dap?q=khai+sinh", "/hoi-dap/gui", "/danh-gia/demo", "/cong-khai",
         "/docs", "/widgets/embed"),
    "citizen1": ("/hoi-dap/cua-toi",),
    "officer1": ("/can-bo", "/can-bo/thong-bao"),
    "coordinator1": ("/can-bo", "/can-bo/kiem-duyet"),
    "leader1": ("/lanh-dao?days=90", "/lanh-dao/xep-hang?days=365"),
    "admin1": ("/quan-tri", "/quan-tri/cong"),
}  # fmt: skip
_TRIES = 30


async def measure(stage: Stage, _options: Options, _console: Console) -> list[Result]:
    """Measure each page's median; the slowest of them has to hold the bar."""
    url = (await running_copy(stage)).public_url
    times: dict[str, Timed] = {}
    for person, paths in PAGES.items():
        async with visitor(url, person) as http:
            for path in paths:
                waits = []
                for _ in range(_TRIES):
                    begun = time.perf_counter()
                    async with http.get(f"{url}{path}") as response:
                        waits.append(time.perf_counter() - begun)
                        response.raise_for_status()
                        await response.read()
                times[f"{person or 'guest'} {path}"] = Timed.of(waits[3:])
    medians = [timed.median for timed in times.values()]
    note = f"half of them within {statistics.median(medians):.0f} ms"
    name = f"slowest of {len(times)} pages, median"
    return [Result(name, max(medians), " ms", 50, timed=times, note=note)]
