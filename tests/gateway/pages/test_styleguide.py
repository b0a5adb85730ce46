"""The style guide in a real browser: nothing for axe to find, no overflow, switches that work."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium, find_axe_faults
from tests.support.pages import create_lonely_gateway
from tests.support.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def base() -> AsyncIterator[str]:
    async with serving(create_lonely_gateway()) as base:
        yield base


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def open_guide(browser: Browser, base: str, query: str = "", **options: object) -> Page:
    context = await browser.new_context(**{"locale": "vi-VN", **options})  # type: ignore[arg-type]
    page = await context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.complaints.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    await page.goto(f"{base}/styleguide{query}")
    if options.get("java_script_enabled", True):
        await page.locator("html[data-scripts=started]").wait_for(state="attached")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_axe_finds_nothing(browser: Browser, base: str, language: str, theme: str) -> None:
    page = await open_guide(browser, base, f"?lang={language}&theme={theme}")
    assert await find_axe_faults(page) == []
    assert page.complaints == []  # type: ignore[attr-defined]
    await page.context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_nothing_is_wider_than_the_window(browser: Browser, base: str, width: int) -> None:
    page = await open_guide(browser, base, viewport={"width": width, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.context.close()


async def test_the_theme_switches_at_once_and_is_remembered(browser: Browser, base: str) -> None:
    page = await open_guide(browser, base, color_scheme="light")
    await page.get_by_role("link", name="Chuyển sang nền tối").click()
    root = page.locator("html")
    await expect(root).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/styleguide")
    await page.reload()
    await expect(root).to_have_attribute("data-theme", "dark")
    await page.get_by_role("link", name="Theo máy").click()
    await expect(root).not_to_have_attribute("data-theme", "dark")
    await page.context.close()


async def test_the_theme_switches_without_scripts(browser: Browser, base: str) -> None:
    page = await open_guide(browser, base, java_script_enabled=False)
    await page.get_by_role("link", name="Chuyển sang nền tối").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.context.close()


async def test_the_keyboard_reaches_the_content_first(browser: Browser, base: str) -> None:
    page = await open_guide(browser, base)
    # The error summary of the guide takes the focus; start from the top as a visitor would.
    await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    skip = page.locator(".skip-link")
    await skip.focus()
    assert await skip.is_visible()
    await skip.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    await page.context.close()


async def test_the_error_summary_leads_into_the_field(browser: Browser, base: str) -> None:
    page = await open_guide(browser, base)
    await expect(page.locator(".error-summary")).to_be_focused()
    await page.get_by_role("link", name="Hãy viết nội dung câu hỏi.").click()
    await expect(page.locator("#ex-body-2")).to_be_focused()
    await page.context.close()


async def test_characters_are_counted_down(browser: Browser, base: str) -> None:
    page = await open_guide(browser, base)
    body = page.locator("#ex-body")
    await body.fill("ă" * 5001)
    await expect(page.locator("#ex-body-count")).to_have_text("Thừa 1 ký tự.")
    await body.fill("")
    await expect(page.locator("#ex-body-count")).to_have_text("Còn 5.000 ký tự.")
    await page.context.close()
