"""The console in a browser: what an officer typed stays until it was sent; long words fit,
and nobody is shut out."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.support.browser import chromium, find_axe_faults
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

UNIT = "so-tu-phap"
TYPED = "Ông/bà nộp hồ sơ tại bộ phận một cửa, và"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def open_console(browser: Browser, system: System, title: str, width: int = 1280) -> Page:
    """Ask a question as a guest and open it as an officer of the unit."""
    async with person(system.public_url) as guest:
        asked = await guest.ask(title=title, body="xin hỏi " + "x" * 400, unit=UNIT)
    context = await browser.new_context(
        base_url=system.public_url, locale="vi-VN", viewport={"width": width, "height": 900}
    )
    page = await context.new_page()
    await page.goto(f"/auth/login?login_hint=officer1&next=/can-bo/{asked['code']}")
    return page


async def test_what_was_typed_survives_receiving_assigning_and_reloading(
    browser: Browser, system: System
) -> None:
    page = await open_console(browser, system, "Hỏi trong lúc viết")
    await expect(page.locator("html")).to_have_attribute("data-scripts", "started")
    text = page.get_by_label("Nội dung trả lời")
    await text.fill(TYPED)
    await page.get_by_role("button", name="Tiếp nhận câu hỏi").click()
    await expect(page.get_by_text("Đã tiếp nhận câu hỏi")).to_be_visible()
    await expect(text).to_have_value(TYPED)
    colleagues = page.get_by_label("Phân công cho")
    await colleagues.select_option(index=1)
    name = await colleagues.locator("option").nth(1).inner_text()
    await page.get_by_role("button", name="Phân công").click()
    await expect(page.get_by_text(f"Đã phân công cho {name}")).to_be_visible()
    await expect(text).to_have_value(TYPED)
    await page.get_by_role("button", name="Lưu dự thảo").click()
    await expect(page.get_by_text("Đã lưu dự thảo", exact=True).first).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("data-scripts", "started")
    await text.fill(f"{TYPED} viết tiếp")
    await page.reload()
    await expect(text).to_have_value(f"{TYPED} viết tiếp")


async def test_what_was_typed_before_the_script_came_is_kept_and_not_replaced(
    browser: Browser, system: System
) -> None:
    page = await open_console(browser, system, "Hỏi khi đường truyền chậm")
    text = page.get_by_label("Nội dung trả lời")
    has_typed = asyncio.Event()

    async def hold(route: Route) -> None:
        await has_typed.wait()
        await route.continue_()

    await page.route("**/modules/draft*.js", hold)
    for typed in (TYPED, f"{TYPED} viết lại"):
        has_typed.clear()
        await page.reload()
        await text.fill(typed)
        has_typed.set()
        await expect(page.locator("html")).to_have_attribute("data-scripts", "started")
        await expect(text).to_have_value(typed)
    await page.reload()
    await expect(text).to_have_value(f"{TYPED} viết lại")


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_long_word_does_not_widen_a_sound_page(
    browser: Browser, system: System, width: int
) -> None:
    page = await open_console(browser, system, "Khôngcódấucách" * 14, width)
    question = page.url
    await page.goto("/can-bo/thong-bao")
    for _ in range(100):
        if await page.get_by_role("link", name="Khôngcódấucách").count():
            break
        await page.wait_for_timeout(100)
        await page.reload()
    for path in ("/can-bo/thong-bao", question, "/can-bo?q=khongcodaucach"):
        await page.goto(path)
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        assert await find_axe_faults(page) == []
