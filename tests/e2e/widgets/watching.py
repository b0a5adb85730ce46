"""Pages that embed widgets, and what a browser noticed on them."""

import asyncio
from typing import Any

from playwright.async_api import BrowserContext, Page, Request

from tests.support.people import person
from tests.support.system import System

SURVEY_JS = '<script async src="{gateway}/widgets/survey.js"></script>'
QA_JS = '<script async src="{gateway}/widgets/qa.js"></script>'
QA = '<langnghe-qa unit="so-tu-phap"><a href="{gateway}/hoi-dap">Hỏi đáp</a></langnghe-qa>'
BOTH = SURVEY_JS + QA_JS
HOSTILE_SHEET = '<link rel="stylesheet" href="/hostile.css">'
FAR_BELOW = "<br>" * 200
LISTEN = """
globalThis.heard = [];
for (const kind of ["submitted", "error"]) {
  addEventListener(`langnghe:${kind}`, (event) =>
    heard.push([kind, event.target.localName, event.detail]));
}
"""


class Watched:
    """A page with what it asked for, what it said on the console, what it heard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Request] = []
        self.said: list[str] = []
        page.on("request", self._remember)
        page.on("pageerror", lambda error: self.said.append(f"pageerror {error}"))
        page.on("console", self._note)

    def _remember(self, request: Request) -> None:
        self.asked.append(request)

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    async def heard(self) -> Any:
        return await self.page.evaluate("heard")

    def calls(self, part: str = "/api/") -> list[str]:
        return [request.url for request in self.asked if part in request.url]


async def watch(context: BrowserContext) -> Watched:
    page = await context.new_page()
    await page.add_init_script(LISTEN)
    return Watched(page)


def survey(portal: str, **attributes: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    link = f'<a href="{{gateway}}/danh-gia/{portal}">Đánh giá cổng này</a>'
    return f'<langnghe-survey portal="{portal}"{given}>{link}</langnghe-survey>'


async def counted(system: System, portal: str) -> int:
    """Return how many ratings of the interface are counted."""
    async with person(system.public_url, "leader1") as leader:
        figures = await leader.get(f"/api/survey/v1/figures?portal={portal}")
    return max((criterion["n"] for criterion in figures["criteria"]), default=0)


async def becomes(system: System, portal: str, wanted: int) -> None:
    for _ in range(100):
        if await counted(system, portal) == wanted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError((await counted(system, portal), wanted))
