"""Whether fetching early would pay on a slow line: a page's scripts, with its style sheet, or not.

Chromium with a cold cache, 150 ms away at 1.6 Mbit/s. A pass-through in front of the gateway adds
the `Link` header. Interim answers (103) could save no more besides than the making of the page,
which is `waiting`. Decision 13 says what came of it.
"""

import os
import re
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from playwright.async_api import Browser, async_playwright
from rich.console import Console

from bench.options import Options
from bench.pages.running import running_copy
from bench.results import Result
from bench.stage import NotMeasured, Stage
from dev.settings import LOOPBACK

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
HAS_CHROMIUM = CHROMIUM.exists()
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = ("/", "/hoi-dap/gui", "/danh-gia/demo")
FAR = {"offline": False, "latency": 150, "downloadThroughput": 200e3, "uploadThroughput": 90e3}
NOTHING, SCRIPTS, SHEET_TOO = "nothing", "scripts", "sheet too"
_NOTE = """new MutationObserver((_, observer) => {
  if (!document.documentElement?.dataset.scripts) return;
  performance.mark("started");
  observer.disconnect();
}).observe(document, { attributes: true, subtree: true, childList: true })"""
_TOLD = """() => ["first-contentful-paint", "started"].map(
  (name) => performance.getEntriesByName(name)[0].startTime)"""
_NOT_PASSED = {"content-length", "transfer-encoding", "connection", "date", "server"}


class Door:
    """Passes requests on; `mode` says what it does with the header."""

    def __init__(self, gateway: str, http: aiohttp.ClientSession) -> None:
        self._gateway, self._http = gateway, http
        self.mode = NOTHING
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer as the gateway does, but for the header."""
        is_page = "/static/" not in request.path
        headers = {"Host": self._gateway.partition("://")[2], "Accept": "text/html"}
        headers["Accept-Encoding"] = "identity" if is_page else "br"
        async with self._http.get(self._gateway + request.raw_path, headers=headers) as answer:
            body = await answer.read()
            said = {n: v for n, v in answer.headers.items() if n.lower() not in _NOT_PASSED}
        if is_page and self.mode != NOTHING:
            said["Link"] = ", ".join(_early(body.decode(), with_sheet=self.mode == SHEET_TOO))
        return web.Response(status=answer.status, body=body, headers=said)


def _early(html: str, *, with_sheet: bool) -> list[str]:
    """Return what the header names: the scripts of the page's parts, the sheet first if wanted."""
    root = re.findall(r"/static/[0-9a-f]+", html)[0]
    names = {name for found in re.findall(r'data-module="([^"]+)"', html) for name in found.split()}
    scripts = [f"{root}/js/modules/{name}.js" for name in sorted(names)]
    sheet = [f"<{root}/css/main.css>; rel=preload; as=style"] if with_sheet else []
    return sheet + [f"<{script}>; rel=modulepreload; fetchpriority=low" for script in scripts]


async def measure(stage: Stage, options: Options, _console: Console) -> list[Result]:
    """Compare the three for each page, in turns; raises `NotMeasured` without Chromium."""
    if not HAS_CHROMIUM:
        raise NotMeasured(f"no {CHROMIUM}: apt-get install chromium, or set CHROMIUM, then again")
    gateway = (await running_copy(stage)).public_url
    results = []
    async with _door(gateway) as door, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for path in PAGES:
            seen: dict[str, list[list[float]]] = {NOTHING: [], SCRIPTS: [], SHEET_TOO: []}
            for _ in range(options.rounds + 4):
                for mode, times in seen.items():
                    door.mode = mode
                    times.append(await _load(browser, f"{door.url}{path}"))
            results.append(_compare(path, seen))
        await browser.close()
    return results


def _compare(path: str, seen: dict[str, list[list[float]]]) -> Result:
    painted, started = (
        {mode: statistics.median(times[number] for times in all_) for mode, all_ in seen.items()}
        for number in (0, 1)
    )
    told = "; ".join(
        f"{mode} early: painted {painted[mode]:.0f}, scripts {started[mode]:.0f} ms"
        for mode in seen
    )
    name = f"first paint of {path}, scripts fetched early / not: no gain"
    ratio = painted[SCRIPTS] / painted[NOTHING]
    return Result(name, ratio, "", 0.95, at_least=True, note=told)


@asynccontextmanager
async def _door(gateway: str) -> AsyncIterator[Door]:
    async with aiohttp.ClientSession(auto_decompress=False) as http:
        door = Door(gateway, http)
        app = web.Application()
        app.router.add_get("/{path:.*}", door.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, 0).start()
        door.url = f"http://{LOOPBACK}:{runner.addresses[0][1]}"
        try:
            yield door
        finally:
            await runner.cleanup()


async def _load(browser: Browser, url: str) -> list[float]:
    """Load a page for the first time; when it was painted and when its scripts had started."""
    context = await browser.new_context(viewport={"width": 390, "height": 800})
    page = await context.new_page()
    await page.add_init_script(_NOTE)
    network = await context.new_cdp_session(page)
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", FAR)
    await page.goto(url, wait_until="load")
    await page.wait_for_selector("html[data-scripts]", state="attached")
    told: list[float] = await page.evaluate(_TOLD)
    await context.close()
    return told
