"""Citizens in a browser: a guest without scripts, somebody signed in with the keyboard alone."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from shared.ids import new_id
from tests.support.browser import chromium, find_axe_faults
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

ANSWER = "Ông/bà nộp hồ sơ tại **bộ phận một cửa** của phường."
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xfc\xcf\xc0P\x0f\x00\x04\x85\x01\x80\x84\xa9\x8c!\x00"
    b"\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def sound(page: Page) -> None:
    """Check what every page must be: accessible, and no wider than the screen."""
    assert await find_axe_faults(page) == [], page.url
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def test_a_guest_without_scripts_goes_all_the_way(browser: Browser, system: System) -> None:
    context = await browser.new_context(
        base_url=system.public_url, locale="vi-VN", java_script_enabled=False,
        viewport={"width": 390, "height": 800},
    )  # fmt: skip
    page = await context.new_page()
    title = f"Cấp bản sao trích lục khai sinh {new_id()[-8:]}"
    await page.goto("/hoi-dap/gui")
    await page.get_by_label("Tiêu đề").fill(title)
    await page.get_by_label("Nội dung câu hỏi").fill("Bản chính đã mất, số tôi là 0912 345 678.")
    await page.get_by_role("textbox", name="Cơ quan nhận").fill("so")
    await press(page, "Tìm cơ quan")
    await page.get_by_label("Sở Tư pháp", exact=True).check()
    await page.get_by_label("Tôi đồng ý công khai").check()
    await press(page, "Gửi câu hỏi")
    await expect(page.get_by_text("Câu hỏi của bạn chưa được gửi.")).to_be_visible()
    await expect(page.get_by_text("0912 345 678")).to_be_visible()
    await press(page, "Vẫn gửi câu hỏi")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đã gửi câu hỏi")
    code = await page.locator("[data-tracking-code]").inner_text()
    secret = await page.locator("[data-tracking-secret]").inner_text()
    await context.clear_cookies()

    async with person(system.public_url, "officer1") as officer:
        await officer.act(code, "receive")
        await officer.act(code, "assign")
        await officer.act(code, "request-info", {"text": "Xin cho biết năm sinh."})
        await page.goto("/hoi-dap/tra-cuu")
        await page.get_by_label("Mã tra cứu").fill(code.lower())
        await page.get_by_label("Mã bí mật").fill(secret)
        await press(page, "Xem câu hỏi")
        await expect(page.get_by_text("Xin cho biết năm sinh.")).to_be_visible()
        await page.get_by_label("Phần bổ sung của bạn").fill("Tôi sinh năm 1990.")
        await press(page, "Gửi phần bổ sung")
        await expect(page.get_by_text("Thời hạn được tính tiếp")).to_be_visible()
        await page.locator("input[type=file]").set_input_files(
            FilePayload(name="Ảnh.png", mimeType="image/png", buffer=PICTURE)
        )
        await press(page, "Gửi tệp")
        await expect(page.get_by_role("link", name="Ảnh.png")).to_be_visible()
        await officer.act(code, "publish", {"text": ANSWER})

    await page.reload()
    await expect(page.get_by_text("bộ phận một cửa")).to_be_visible()
    await press(page, "Gửi đánh giá")
    await expect(page.get_by_role("alert")).to_contain_text("Hãy chọn một mức.")
    await page.get_by_label("Hài lòng", exact=True).check()
    await press(page, "Gửi đánh giá")
    await expect(page.get_by_text("Cảm ơn bạn đã đánh giá")).to_be_visible()
    await page.get_by_text("Mở lại câu hỏi").first.click()
    await page.get_by_label("Câu trả lời còn thiếu điều gì?").fill("Chưa nói lệ phí.")
    await press(page, "Mở lại câu hỏi")
    await expect(page.get_by_text("Sở Tư pháp đang trả lời lại.")).to_be_visible()
    await context.close()


async def test_a_signed_in_citizen_needs_the_keyboard_alone(
    browser: Browser, system: System
) -> None:
    context = await browser.new_context(base_url=system.public_url, locale="vi-VN")
    page = await context.new_page()
    await page.goto("/auth/login?login_hint=citizen1&next=/hoi-dap/gui")
    title = f"Cấp lại giấy khai sinh {new_id()[-8:]}"
    await page.get_by_label("Tiêu đề").focus()
    await page.keyboard.type(title)
    await page.keyboard.press("Tab")
    await page.keyboard.type("Tôi mất bản chính giấy khai sinh thì xin cấp bản sao ở đâu ạ?")
    similar = page.get_by_role("heading", name="Có thể đã có câu trả lời")
    await expect(similar).to_be_visible()
    await expect(page.get_by_label("Nội dung câu hỏi")).to_be_focused()
    unit = page.get_by_role("combobox", name="Cơ quan nhận")
    await unit.focus()
    await page.keyboard.type("tu phap")
    await expect(page.get_by_role("option").first).to_be_visible()
    await expect(unit).to_have_attribute("aria-expanded", "true")
    await sound(page)
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("[aria-selected=true]")).to_contain_text("Sở Tư pháp")
    await page.keyboard.press("Enter")
    await expect(unit).to_have_value("Sở Tư pháp")
    await expect(unit).to_have_attribute("aria-expanded", "false")
    await page.get_by_label("Tôi đồng ý công khai").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đã gửi câu hỏi")
    await sound(page)

    await context.clear_cookies(name="langnghe_tracking")
    await page.goto("/hoi-dap/cua-toi")
    await sound(page)
    await page.get_by_role("link", name=title).press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await sound(page)
    await page.get_by_role("link", name="Rút câu hỏi này").press("Enter")
    await expect(page.get_by_text(title)).to_be_visible()
    await sound(page)
    await page.get_by_role("button", name="Rút câu hỏi").press("Enter")
    await expect(page.get_by_text("Đã rút câu hỏi. Đơn vị không trả lời nữa.")).to_be_visible()
    await context.close()


async def test_what_was_typed_survives_a_lost_page(browser: Browser, system: System) -> None:
    context = await browser.new_context(base_url=system.public_url, locale="vi-VN")
    page = await context.new_page()
    await page.goto("/hoi-dap/gui")
    await page.locator("html[data-scripts=started]").wait_for(state="attached")
    await page.get_by_label("Tiêu đề").fill("Viết dở thì mất mạng")
    await page.get_by_role("combobox", name="Cơ quan nhận").fill("Sở Tư pháp")
    await page.goto("/hoi-dap")
    await page.goto("/hoi-dap/gui")
    await expect(page.get_by_label("Tiêu đề")).to_have_value("Viết dở thì mất mạng")
    await expect(page.get_by_role("combobox", name="Cơ quan nhận")).to_have_value("Sở Tư pháp")
    await context.close()
