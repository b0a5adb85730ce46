"""Leaders at work: down the tree of units, comments sorted, a report ordered and taken."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import chromium, find_axe_faults
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]


async def sign_in(page: Page, system: System, path: str, person: str = "leader1") -> None:
    await page.goto(f"{system.public_url}/auth/login?login_hint={person}&next={path}")
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
        await expect(page.locator(".page-head")).to_contain_text(name)
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


async def test_a_comment_becomes_a_question_of_a_unit(system: System) -> None:
    title = "Vì sao lịch tiếp công dân đăng muộn?"
    async with chromium() as browser:
        leader = await browser.new_page(locale="vi-VN")
        await sign_in(leader, system, "/lanh-dao/gop-y?q=lich+tiep+cong+dan")
        await leader.get_by_role("link", name=re.compile("chuyển thành câu hỏi")).first.click()
        await leader.get_by_role("button", name="Chuyển thành câu hỏi").click()
        await expect(leader.get_by_label("Đơn vị xử lý")).to_have_attribute("aria-invalid", "true")
        await leader.get_by_label("Đơn vị xử lý").select_option("so-tu-phap")
        await leader.get_by_label("Câu hỏi, bằng một câu").fill(title)
        await leader.get_by_role("button", name="Chuyển thành câu hỏi").click()
        made = leader.get_by_role("link", name=re.compile("Xem câu hỏi"))
        for _ in range(40):
            if await made.count():
                break
            await asyncio.sleep(0.25)
            await leader.reload()
        assert await find_axe_faults(leader) == []
        await made.click()
        await expect(leader.get_by_role("heading", level=1)).to_have_text(title)
        path = leader.url.removeprefix(system.public_url)

        officer = await browser.new_page(locale="vi-VN")
        await sign_in(officer, system, path, "officer1")
        await expect(officer.get_by_text("Góp ý kèm phiếu đánh giá")).to_be_visible()
        await expect(officer.get_by_role("button", name="Tiếp nhận")).to_be_visible()


async def test_a_head_sees_to_alerts_and_comments_of_the_unit(system: System) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="vi-VN")
        await sign_in(page, system, "/can-bo", "head1")
        await page.get_by_role("link", name="Cảnh báo", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Cảnh báo")
        assert await find_axe_faults(page) == []
        await page.get_by_role("link", name="Góp ý", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Góp ý")
        assert await find_axe_faults(page) == []
        refused = await page.goto(f"{system.public_url}/lanh-dao/bao-cao")
        assert refused is not None
        assert refused.status == 403


async def test_a_schedule_is_kept(system: System) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="vi-VN")
        await sign_in(page, system, "/lanh-dao/bao-cao")
        yearly = page.get_by_label("Năm", exact=True)
        await expect(yearly).to_be_checked()
        for is_planned in (False, True):
            await yearly.set_checked(is_planned)
            async with page.expect_navigation(url="**/lanh-dao/bao-cao#schedule"):
                await page.get_by_role("button", name="Lưu lịch").click()
            await page.goto(f"{system.public_url}/lanh-dao/bao-cao")
            await expect(yearly).to_be_checked(checked=is_planned)


async def test_the_overview_fits_a_printed_a4_page(system: System) -> None:
    async with chromium() as browser:
        within = 210 - 2 * 16  # millimetres between the margins
        pixels = round(within / 25.4 * 96)
        page = await browser.new_page(locale="vi-VN", viewport={"width": pixels, "height": 900})
        await sign_in(page, system, "/lanh-dao?days=90")
        await page.emulate_media(media="print")
        assert await page.evaluate("document.documentElement.scrollWidth") <= pixels
        await expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
        await expect(page.locator("#criteria")).to_be_visible()
        printed = await page.pdf(format="A4", prefer_css_page_size=True)
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
