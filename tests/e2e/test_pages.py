"""Every page in a browser: no accessibility fault, nothing wider than the screen, no foreign host.

Phone and desktop, light and dark, Vietnamese and English.
"""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import chromium, find_axe_faults
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

PUBLIC = [
    "/", "/hoi-dap", "/hoi-dap?q=zzzz", "/hoi-dap/gui", "/hoi-dap/tra-cuu", "/danh-gia/demo",
    "/cong-khai", "/problems/not-found", "/styleguide", "/docs", "/khong-co-trang-nay",
]  # fmt: skip
OFFICER = ["/can-bo", "/can-bo?status=answered", "/can-bo/thong-bao"]
LEADER = ["/lanh-dao"]
ADMIN = ["/quan-tri"]
VISITS = [
    (person, path)
    for person, paths in (
        ("", PUBLIC),
        ("officer1", OFFICER),
        ("leader1", LEADER),
        ("admin1", ADMIN),
    )
    for path in paths
]
VIEWS = [(390, "light", "vi"), (1280, "dark", "en")]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: "-".join(map(str, view)))
async def pages(
    request: pytest.FixtureRequest, browser: Browser, system: System
) -> AsyncIterator[dict[str, Page]]:
    """Return an open browser window for each person."""
    width, scheme, language = request.param
    opened = {}
    for person in ("", "officer1", "leader1", "admin1"):
        context = await browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            base_url=system.public_url,
            locale=language,
        )
        opened[person] = await context.new_page()
        if person:
            await opened[person].goto(f"/auth/login?login_hint={person}&next=/")
        await opened[person].goto(f"/?lang={language}")
    yield opened
    for page in opened.values():
        await page.context.close()


@pytest.mark.parametrize(("person", "path"), VISITS)
async def test_a_page_is_sound(
    pages: dict[str, Page], system: System, person: str, path: str
) -> None:
    page = pages[person]
    asked: set[str] = set()
    broken: list[str] = []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: broken.append(str(error)))
    response = await page.goto(path, wait_until="load")
    assert response
    assert response.status == (404 if path == "/khong-co-trang-nay" else 200)
    assert asked <= {urlsplit(system.public_url).netloc}
    assert await find_axe_faults(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} px wider than the screen"
    assert await page.locator("h1").count() == 1
    assert broken == []
