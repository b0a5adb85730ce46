"""Leaders at work: down the tree of units, comments sorted, a report ordered and taken."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import chromium
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]


async def sign_in(page: Page, system: System, path: str) -> None:
    await page.goto(f"{system.public_url}/auth/login?login_hint=leader1&next={path}")
    await expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


async def test_down_the_tree_to_a_units_figures(system: System) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="vi-VN")
        await sign_in(page, system, "/lanh-dao/xep-hang?days=365")
        first = page.locator("tbody th a").first
        name = await first.inner_text()
        await first.click()
        await expect(page.get_by_role("link", name="Lên tất cả đơn vị")).to_be_visible()
        await page.get_by_role("link", name=name).first.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Người dân được phục vụ thế nào"
        )
        assert "unit=" in page.url
        await expect(page.locator("#criteria")).to_be_visible()


async def test_a_comment_is_tagged_and_found_by_its_tag(system: System) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="vi-VN")
        await sign_in(page, system, "/lanh-dao/gop-y?q=tieng+anh")
        entry = page.locator(".entry-list__item").first
        text = await entry.locator(".citizen-text").inner_text()
        await entry.get_by_text("Phân loại").click()
        await entry.get_by_label("Nhãn, cách nhau bằng dấu phẩy").fill("Ngôn ngữ, dịch")
        await entry.get_by_role("button", name="Hữu ích").click()
        await page.get_by_role("link", name="ngôn ngữ", exact=True).click()
        await expect(page.locator(".citizen-text").first).to_have_text(text)
        await expect(page.get_by_text("#dịch")).to_be_visible()


async def test_a_report_is_ordered_made_and_taken(system: System) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="vi-VN")
        await sign_in(page, system, "/lanh-dao/bao-cao")
        await page.get_by_label("Ngày đầu").fill("2026-10-01")
        await page.get_by_role("button", name="Lập báo cáo").click()
        pdf = page.get_by_role("link", name=re.compile("^PDF"))
        for _ in range(40):
            if await pdf.count():
                break
            await asyncio.sleep(0.5)
            await page.reload()
        async with page.expect_download() as awaited:
            await pdf.first.click()
        download = await awaited.value
        assert download.suggested_filename.endswith("2026-10-01-2026-10-31.pdf")
        assert (await download.path()).read_bytes()[:5] == b"%PDF-"


async def test_a_span_that_is_none_comes_back_with_what_was_typed(system: System) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="vi-VN")
        await sign_in(page, system, "/lanh-dao/bao-cao")
        await page.get_by_label("Loại kỳ").select_option("period")
        await page.get_by_label("Ngày đầu").fill("2026-10-05")
        await page.get_by_label("Ngày cuối").fill("2026-10-01")
        await page.get_by_role("button", name="Lập báo cáo").click()
        await expect(page.locator(".error-summary")).to_be_visible()
        await expect(page.get_by_label("Ngày đầu")).to_have_value("2026-10-05")
