"""An opinion poll in a browser: answered by keyboard, without scripts too, seen by its keeper."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]
PATH = "/danh-gia/tham-do/demo"


async def answer(browser: Browser, system: System, words: str, *, has_scripts: bool) -> None:
    context = await browser.new_context(locale="vi-VN", java_script_enabled=has_scripts)
    page = await context.new_page()
    await page.goto(f"{system.public_url}{PATH}")
    if has_scripts:
        await expect(page.locator("input[name=proof]")).not_to_have_value("", timeout=20_000)
    await page.get_by_label("Tối thứ Năm").focus()
    await page.keyboard.press("Space")
    for option in ("Đất đai", "Chứng thực"):
        await page.get_by_label(option).focus()
        await page.keyboard.press("Space")
    await page.get_by_label("Bạn muốn góp ý gì thêm?").fill(words)
    await page.get_by_role("button", name="Gửi trả lời").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    await context.close()


async def open_results(browser: Browser, system: System) -> Page:
    page = await (await browser.new_context(locale="vi-VN")).new_page()
    await page.goto(f"{system.public_url}/auth/login?login_hint=admin1&next=/quan-tri/tham-do/demo")
    return page


async def test_answers_reach_the_keeper_within_seconds(system: System) -> None:
    async with chromium() as browser:
        for words, has_scripts in (("Có kịch bản", True), ("Không kịch bản", False)):
            await answer(browser, system, words, has_scripts=has_scripts)
        results = await open_results(browser, system)
        for _ in range(20):
            if await results.get_by_text("Không kịch bản").count():
                break
            await results.wait_for_timeout(250)
            await results.reload()
        for words in ("Có kịch bản", "Không kịch bản"):
            await expect(results.get_by_text(words, exact=True)).to_be_visible()
        row = results.get_by_role("row", name="Tối thứ Năm")
        await expect(row).to_contain_text("100,0 %")
