"""An account in a browser: its data, sessions and consents, and requests until they are done."""

import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium, find_axe_faults
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

SECONDS = 30_000


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def open_as(browser: Browser, system: System, who: str, path: str) -> Page:
    """Open a page signed in as one of the sandbox's persons, on a phone."""
    context = await browser.new_context(
        base_url=system.public_url, locale="vi-VN", viewport={"width": 390, "height": 844}
    )
    page = await context.new_page()
    await page.goto(f"/auth/login?login_hint={who}&level=2&next={path}")
    return page


async def until_shown(page: Page, text: str) -> None:
    """Load the page again until something stands on it."""
    for _ in range(60):
        if await page.get_by_text(text).first.is_visible():
            return
        await page.wait_for_timeout(500)
        await page.reload()
    raise AssertionError(await page.content())


async def test_somebody_sees_their_data_and_ends_a_session_left_elsewhere(
    browser: Browser, system: System
) -> None:
    elsewhere = await open_as(browser, system, "citizen1", "/tai-khoan")
    page = await open_as(browser, system, "citizen1", "/tai-khoan")
    await expect(page.get_by_text("hoai.an@dan.example")).to_be_visible()
    assert await find_axe_faults(page) == []
    await page.get_by_role("link", name="Phiên đăng nhập").click()
    assert await find_axe_faults(page) == []
    await page.get_by_role("button", name="Kết thúc mọi phiên khác").click()
    await expect(page.get_by_text("Đã kết thúc mọi phiên khác")).to_be_visible()
    await elsewhere.goto("/tai-khoan/phien")
    await expect(elsewhere.get_by_text("hoai.an@dan.example")).not_to_be_visible()
    await expect(elsewhere).not_to_have_url(f"{system.public_url}/tai-khoan/phien")

    await page.get_by_role("link", name="Quyền với dữ liệu").click()
    assert await find_axe_faults(page) == []
    await page.get_by_label("Xem và tải dữ liệu").check()
    await page.get_by_role("button", name="Gửi yêu cầu").click()
    await until_shown(page, "Bản dữ liệu đã sẵn sàng")
    assert await find_axe_faults(page) == []
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Tài khoản, phiên đăng nhập").click()
    path = await (await loading.value).path()
    assert json.loads(path.read_text("utf-8"))["profile"]["number"] == "000190000101"
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Câu hỏi, trả lời").click()
    path = await (await loading.value).path()
    assert "questions" in json.loads(path.read_text("utf-8"))


async def test_an_account_is_erased_after_an_administrator_agreed(
    browser: Browser, system: System
) -> None:
    page = await open_as(browser, system, "org1", "/tai-khoan/yeu-cau")
    await page.get_by_label("Xóa dữ liệu và tài khoản").check()
    await page.get_by_role("button", name="Gửi yêu cầu").click()
    await expect(page.get_by_text("Chờ tiếp nhận")).to_be_visible()

    admin = await open_as(browser, system, "admin1", "/quan-tri/quyen-du-lieu")
    await admin.set_viewport_size({"width": 1280, "height": 900})
    assert await find_axe_faults(admin) == []
    row = admin.get_by_role("row", name="Hương Sen")
    await row.get_by_role("link", name="Xóa dữ liệu và tài khoản").click()
    await admin.get_by_role("button", name="Báo đã tiếp nhận").click()
    await admin.get_by_text("Xóa dữ liệu và tài khoản…").click()
    assert await find_axe_faults(admin) == []
    await admin.get_by_label("Gõ tên người yêu cầu để xác nhận").fill(
        "Công ty TNHH Hương Sen (thử nghiệm)"
    )
    await admin.get_by_role("button", name="Xóa dữ liệu", exact=True).click()
    await until_shown(admin, "Đã xong")
    await page.goto("/tai-khoan")
    await expect(page).not_to_have_url(f"{system.public_url}/tai-khoan")

    await admin.goto("/quan-tri/nhat-ky?kind=rights.")
    await expect(admin.get_by_text("Bắt đầu xóa dữ liệu và tài khoản").first).to_be_visible()
    assert await find_axe_faults(admin) == []
