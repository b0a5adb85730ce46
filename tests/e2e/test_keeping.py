"""Administrators of the survey at work: a portal opened, a doubtful rating let count, a draft."""

import pytest
from playwright.async_api import Browser, Page, expect

from shared.ids import new_id
from tests.support.browser import chromium, find_axe_faults
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]


async def open_as(browser: Browser, system: System, person: str, path: str) -> Page:
    context = await browser.new_context(locale="vi-VN", base_url=system.public_url)
    page = await context.new_page()
    await page.goto(f"/auth/login?login_hint={person}&next={path}" if person else path)
    return page


async def test_a_portal_is_opened_and_a_doubtful_rating_let_count(system: System) -> None:
    portal = f"thu-{new_id()[-8:]}"
    async with chromium() as browser:
        admin = await open_as(browser, system, "admin1", "/quan-tri/cong-moi")
        await admin.get_by_label("Mã cổng").fill(portal)
        await admin.get_by_label("Tên cổng").fill("Cổng thử nghiệm")
        await admin.get_by_label("Đơn vị").select_option("so-tu-phap")
        await admin.get_by_role("button", name="Thêm cổng").click()
        await expect(admin.get_by_role("heading", level=1)).to_have_text("Cổng thử nghiệm")
        await expect(admin.locator("#snippet")).to_contain_text(f'portal="{portal}"')

        bot = await open_as(browser, system, "", f"/danh-gia/{portal}")
        await bot.locator("input[name=website]").evaluate("field => { field.value = 'x' }")
        await bot.get_by_label("Dễ tiếp cận").check()
        await bot.get_by_role("button", name="Gửi đánh giá").click()
        await expect(bot.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")

        leader = await open_as(browser, system, "leader1", "/lanh-dao")
        await leader.goto(f"/lanh-dao?portal={portal}&days=7")
        counted = leader.locator(".figure-number", has_text="Phiếu đánh giá")
        await expect(counted).to_contain_text("0")

        await admin.goto(f"/quan-tri/tam-giu?portal={portal}")
        assert await find_axe_faults(admin) == []
        await admin.get_by_role("checkbox").check()
        await admin.get_by_role("button", name="Cho tính các phiếu đã chọn").click()
        await expect(admin.get_by_label("Lý do, ghi vào sổ")).to_have_attribute(
            "aria-invalid", "true"
        )
        await admin.get_by_label("Lý do, ghi vào sổ").fill("Người dân dùng trình duyệt cũ")
        await admin.get_by_role("button", name="Cho tính các phiếu đã chọn").click()
        await expect(admin.get_by_text("Đã ghi quyết định")).to_be_visible()
        await expect(counted).to_contain_text("1", timeout=6_000)
        await admin.goto("/quan-tri/tam-giu/so-quyet-dinh")
        await expect(admin.get_by_text("Người dân dùng trình duyệt cũ").first).to_be_visible()


async def test_a_version_is_drafted_previewed_and_dropped(system: System) -> None:
    async with chromium() as browser:
        admin = await open_as(browser, system, "admin1", "/quan-tri/phieu")
        await admin.get_by_role("button", name="Soạn phiên bản mới").click()
        await admin.get_by_role("button", name="Lưu và xem trước").click()
        await expect(admin.get_by_text("Bản xem trước, chưa ban hành")).to_be_visible()
        assert await admin.get_by_role("radio").count() == 15
        assert await find_axe_faults(admin) == []
        await admin.get_by_role("link", name="Về bản dự thảo").click()
        await admin.get_by_text("Xóa bản dự thảo này…").click()
        await admin.get_by_role("button", name="Xóa dự thảo “").click()
        await expect(admin.get_by_text("Đã xóa bản dự thảo")).to_be_visible()
