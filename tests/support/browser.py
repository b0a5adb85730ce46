"""Chromium for the tests that need a real browser."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_HAS_CHROMIUM = CHROMIUM.exists()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start Chromium; without one the test is skipped, except in CI where it must run."""
    if not _HAS_CHROMIUM and not os.environ.get("CI"):
        pytest.skip(f"no Chromium at {CHROMIUM}: install Debian's `chromium` or set CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def find_axe_faults(page: Page) -> list[str]:
    """Run axe over an open page and name each violation with its first element."""
    results = await Axe().run(page)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]} — "
        f"{violation['nodes'][0].get('failureSummary', '')[:300]}"
        for violation in results.response["violations"]
    ]
