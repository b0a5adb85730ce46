"""A foreign site whose pages a portal names, and a browser that looks at them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext

from shared.ids import new_id
from tests.e2e.widgets.watching import Watched, watch
from tests.support.browser import chromium
from tests.support.host_site import HostSite, host_site
from tests.support.people import Person, person
from tests.support.system import System


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
async def site(system: System) -> AsyncIterator[HostSite]:
    async with host_site(system.public_url) as site:
        yield site


@pytest.fixture(scope="package")
async def admin(system: System) -> AsyncIterator[Person]:
    async with person(system.public_url, "admin1") as admin:
        yield admin


@pytest.fixture
async def portal(system: System, site: HostSite, admin: Person) -> str:
    """Return a portal whose pages are the foreign site's, once the gateway knows."""
    name = f"cong-{new_id()[-8:]}"
    form = {"id": name, "name": "Cổng thử", "unit": "so-tu-phap", "origins": [site.origin]}
    await admin.post("/api/survey/v1/portals", form, 201)
    for _ in range(400):
        if await _is_known(system.public_url, admin, name, site.origin):
            return name
        await asyncio.sleep(0.1)
    raise AssertionError("the gateway never learned of the portal")


async def _is_known(gateway: str, admin: Person, portal: str, origin: str) -> bool:
    """Whether pages of this origin may call the gateway, and frame this portal's form."""
    call, frame = f"{gateway}/api/survey/v1/instrument", f"{gateway}/widgets/survey/{portal}"
    async with admin.http.get(call, headers={"Origin": origin}) as answer:
        may_call = answer.headers.get("Access-Control-Allow-Origin") == origin
    async with admin.http.get(frame) as answer:
        return may_call and origin in answer.headers["Content-Security-Policy"]


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="vi-VN", viewport={"width": 800, "height": 900})
    yield context
    await context.close()


@pytest.fixture
async def watched(context: BrowserContext) -> Watched:
    return await watch(context)
