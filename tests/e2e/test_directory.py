"""The directory kept in a browser: what changes here is felt by those who ask, within seconds."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from shared.ids import new_id
from tests.support.browser import chromium, find_axe_faults
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

SECONDS = 15_000


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def open_as(browser: Browser, system: System, who: str, path: str) -> Page:
    """Open a page signed in as one of the sandbox's persons."""
    context = await browser.new_context(base_url=system.public_url, locale="vi-VN")
    page = await context.new_page()
    await page.goto(f"/auth/login?login_hint={who}&next={path}")
    return page


async def add_unit(page: Page, unit: str, name: str) -> None:
    """Add a unit below Sở Tư pháp."""
    await page.goto("/quan-tri?unit=so-tu-phap")
    await page.get_by_role("link", name="Thêm đơn vị trực thuộc").click()
    await page.get_by_label("Mã đơn vị").fill(unit)
    await page.get_by_label("Tên", exact=True).fill(name)
    await page.get_by_label("Hiệu lực từ").fill("2026-01-01")
    await page.get_by_role("button", name="Lưu").click()
    await expect(page.get_by_text("Đã lưu")).to_be_visible()


async def test_a_new_unit_can_be_asked_and_its_questions_follow_the_successor(
    browser: Browser, system: System
) -> None:
    old, new = f"cu-{new_id()[-8:]}", f"moi-{new_id()[-8:]}"
    page = await open_as(browser, system, "admin1", "/quan-tri")
    assert await find_axe_faults(page) == []
    await add_unit(page, new, f"Phòng kế thừa {new}")
    await add_unit(page, old, f"Phòng sáp nhập {old}")
    assert await find_axe_faults(page) == []
    async with person(system.public_url) as guest:
        body = {
            "title": "Hỏi phòng sắp sáp nhập", "body": "Tôi muốn hỏi nộp hồ sơ ở đâu.",
            "may_publish": True,
        }  # fmt: skip
        found = f"/hoi-dap/gui/co-quan?q={old}"
        await expect(page.locator("h1")).to_be_visible()
        await _until_listed(page, found, old)
        asked = await guest.ask(**body, unit=old)
    await page.get_by_text("thôi hoạt động hoặc nhập vào").click()
    await page.get_by_label("Ngày hoạt động cuối cùng").fill("2026-06-30")
    successor = page.get_by_role("combobox", name="Đơn vị kế thừa")
    await successor.press_sequentially(new)
    await page.get_by_role("option", name="Phòng kế thừa").click()
    await page.get_by_label("Căn cứ").fill("Nghị quyết sáp nhập")
    await page.get_by_label("để xác nhận").fill(old)
    await page.get_by_role("button", name="Kết thúc “").click()
    await expect(page.get_by_text("Kết thúc 30/06/2026")).to_be_visible()
    await _until_at(page, asked, new)


async def test_a_topic_leads_questions_straight_to_its_unit(
    browser: Browser, system: System
) -> None:
    topic, name = f"cho-{new_id()[-8:]}", f"Chợ {new_id()[-8:]}"
    page = await open_as(browser, system, "admin1", "/quan-tri/linh-vuc")
    assert await find_axe_faults(page) == []
    await page.get_by_label("Mã", exact=True).fill(topic)
    await page.get_by_label("Tên", exact=True).fill(name)
    unit = page.get_by_role("combobox", name="Đơn vị trả lời")
    await unit.press_sequentially("Sở Xây dựng")
    await page.get_by_role("option", name="Sở Xây dựng").first.click()
    await page.get_by_role("button", name="Thêm lĩnh vực").click()
    await expect(page.get_by_text("Đã thêm lĩnh vực")).to_be_visible()
    await page.get_by_role("link", name=name).click()
    assert await find_axe_faults(page) == []
    body = {"title": "Hỏi về chợ mới", "body": "Chợ mới bao giờ mở ạ?", "may_publish": False}
    async with person(system.public_url) as guest:
        asked = await guest.ask(**body, topic=topic)
    assert asked["unit"]["id"] == "so-xay-dung"


async def _until_at(page: Page, asked: dict[str, str], unit: str) -> None:
    """Ask until a question is at a unit, as its sender sees it."""
    address = f"/api/qa/v1/questions/{asked['code']}"
    headers = {"X-Tracking-Secret": asked["secret"]}
    shown = ""
    for _ in range(40):
        shown = await (await page.request.get(address, headers=headers)).text()
        if unit in shown:
            return
        await page.wait_for_timeout(500)
    raise AssertionError(shown)


async def _until_listed(page: Page, address: str, unit: str) -> None:
    """Ask until those who send questions are offered the unit."""
    for _ in range(30):
        answer = await page.request.get(address)
        if unit in await answer.text():
            return
        await page.wait_for_timeout(500)
    raise AssertionError(f"{unit} is not offered")


async def test_people_and_calendars_are_kept(browser: Browser, system: System) -> None:
    page = await open_as(browser, system, "admin1", "/quan-tri/can-bo-moi")
    assert await find_axe_faults(page) == []
    name = "Hồ Thị Danh Bạ"
    await page.get_by_label("Họ và tên").fill(name)
    await page.get_by_role("combobox", name="Ở đơn vị").press_sequentially("y te")
    await page.get_by_role("option", name="Sở Y tế").click()
    await page.get_by_role("button", name="Thêm cán bộ").click()
    await expect(page.get_by_text("Đã lưu")).to_be_visible()
    await expect(page.get_by_text("Sở Y tế").first).to_be_visible()
    assert await find_axe_faults(page) == []
    await page.goto("/quan-tri/lich/hue/2027")
    assert await find_axe_faults(page) == []
    await page.get_by_label("Theo thông báo").fill("Thông báo thử 1")
    days = page.get_by_label("Ngày nghỉ (không phải cuối tuần)")
    await days.fill(f"{await days.input_value()}\n05/02 Tết Nguyên đán")
    await page.get_by_role("button", name="Xem thay đổi gì").click()
    await expect(page.get_by_text("Nếu lưu thì")).to_be_visible()
    await expect(page.get_by_text("05/02/2027")).to_be_visible()
    await page.get_by_role("button", name="Lưu lịch năm 2027").click()
    await expect(page.get_by_text("Đã lưu")).to_be_visible()
    assert await find_axe_faults(page) == []


async def test_a_table_is_tried_and_its_rows_told(browser: Browser, system: System) -> None:
    page = await open_as(browser, system, "admin1", "/quan-tri/danh-ba")
    assert await find_axe_faults(page) == []
    table = "Mã,Tên,Loại,Cơ quan chủ quản\nthu-1,Phòng thử,division,so-y-te\nx!,X,y,z\n"
    file = FilePayload(name="bảng.csv", mimeType="text/csv", buffer=table.encode())
    await page.get_by_label("Tệp CSV hoặc XLSX").set_input_files(file)
    await page.get_by_role("button", name="Bắt đầu").click()
    await expect(page.get_by_text("Đã xong")).to_be_visible(timeout=SECONDS)
    await expect(page.get_by_text("Dòng không nhận")).to_be_visible()
    assert await find_axe_faults(page) == []
