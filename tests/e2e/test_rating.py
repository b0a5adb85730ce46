"""Rating in a browser: the work is done in the background, and nobody needs it."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]


async def rate(page: Page) -> None:
    await page.get_by_label("Dễ tiếp cận").check()
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")


async def open_form(browser: Browser, system: System, *, has_scripts: bool = True) -> Page:
    context = await browser.new_context(locale="vi-VN", java_script_enabled=has_scripts)
    page = await context.new_page()
    await page.goto(f"{system.public_url}/danh-gia/demo")
    return page


async def test_the_browser_works_in_the_background_and_the_trap_is_out_of_the_way(
    system: System,
) -> None:
    async with chromium() as browser:
        page = await open_form(browser, system)
        await expect(page.locator("input[name=proof]")).not_to_have_value("", timeout=20_000)
        trap = page.get_by_label("Để trống ô này")
        assert await trap.get_attribute("tabindex") == "-1"
        shape = await page.locator(".visually-hidden", has=trap).bounding_box()
        assert shape is not None
        assert max(shape["width"], shape["height"]) <= 1
        await rate(page)


async def test_a_rating_without_scripts_is_taken(system: System) -> None:
    async with chromium() as browser:
        page = await open_form(browser, system, has_scripts=False)
        await rate(page)
