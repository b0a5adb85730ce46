"""The widgets on a foreign site that forbids nearly everything and styles against them."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, expect

from shared.ids import new_id
from tests.support.browser import chromium, find_axe_faults
from tests.support.host_site import HOSTILE, NO_SCRIPT, STRICT, HostSite, host_site
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

SURVEY_JS = '<script async src="{gateway}/widgets/survey.js"></script>'
QA_JS = '<script async src="{gateway}/widgets/qa.js"></script>'
QA = '<langnghe-qa unit="so-tu-phap"><a href="{gateway}/hoi-dap">Hỏi đáp</a></langnghe-qa>'
HOSTILE_SHEET = '<link rel="stylesheet" href="/hostile.css">'
BELOW = '<p style-less>' + "<br>" * 200 + "</p>"
EVENTS = """<langnghe-survey portal="{portal}">"""


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
async def site(system: System) -> AsyncIterator[HostSite]:
    async with host_site(system.public_url) as site:
        yield site


@pytest.fixture(scope="module")
async def portal(system: System, site: HostSite) -> str:
    """Return a portal whose pages are the foreign site's, once the gateway knows."""
    name = f"cong-{new_id()[-8:]}"
    form = {"id": name, "name": "Cổng thử", "unit": "so-tu-phap", "origins": [site.origin]}
    async with person(system.public_url, "admin1") as admin:
        await admin.post("/api/survey/v1/portals", form, 201)
    async with aiohttp.ClientSession(headers={"Origin": site.origin}) as http:
        for _ in range(400):
            async with http.get(f"{system.public_url}/api/survey/v1/instrument") as answer:
                if answer.headers.get("Access-Control-Allow-Origin") == site.origin:
                    return name
            await asyncio.sleep(0.1)
    raise AssertionError("the gateway never learned of the portal")


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="vi-VN", viewport={"width": 800, "height": 900})
    yield context
    await context.close()


class Watched:
    """A page with what it asked for, what it said on the console, what it heard."""

    def __init__(self, page: Page, gateway: str) -> None:
        self.page = page
        self.asked: list[Request] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request))
        page.on("pageerror", lambda error: self.said.append(f"pageerror {error}"))
        page.on("console", self._note)

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def calls(self, part: str = "/api/") -> list[str]:
        return [request.url for request in self.asked if part in request.url]


@pytest.fixture
async def watched(context: BrowserContext, system: System) -> Watched:
    return Watched(await context.new_page(), system.public_url)


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


async def test_a_rating_from_a_strict_and_hostile_page_is_counted(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    body = survey(portal) + SURVEY_JS
    policy = STRICT.replace("style-src 'none'", HOSTILE)
    page = watched.page
    await page.goto(site.put(body, policy=policy, head=HOSTILE_SHEET))
    form = page.get_by_role("form", name="Đánh giá mức độ hài lòng")
    await expect(form).to_be_visible()
    shown = await form.evaluate(
        "(form) => { const s = getComputedStyle(form); return [s.color, s.fontSize, s.display] }"
    )
    assert shown == ["rgb(0, 0, 0)", "16.96px", "grid"]
    await page.get_by_label("Dễ tiếp cận").check()
    before = await counted(system, portal)
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_have_text("Cảm ơn bạn đã đánh giá.")
    await expect(page.get_by_role("status")).to_be_focused()
    await becomes(system, portal, before + 1)
    assert watched.said == []
