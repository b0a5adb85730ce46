"""The responders' work in a browser, by each role: what is written is sent, approved, read."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium, find_axe_faults
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

UNIT = "so-tu-phap"
ANSWER = "Ông/bà nộp hồ sơ tại bộ phận một cửa, trong giờ làm việc."


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def ask(system: System, title: str, **fields: Any) -> str:
    """Ask a question as a guest and return its code."""
    body = "Tôi muốn hỏi nộp hồ sơ ở đâu. Gọi tôi theo số 0912 345 678."
    given = {"title": title, "body": body, "unit": UNIT, "may_publish": True, **fields}
    async with person(system.public_url) as guest:
        code: str = (await guest.ask(**given))["code"]
    return code


async def open_as(
    browser: Browser, system: System, who: str, path: str, *, scripts: bool = True
) -> Page:
    """Open a page signed in as one of the sandbox's persons."""
    context = await browser.new_context(
        base_url=system.public_url, locale="vi-VN", java_script_enabled=scripts
    )
    page = await context.new_page()
    await page.goto(f"/auth/login?login_hint={who}&next={path}")
    return page


async def test_personal_data_is_not_published_by_a_slip(browser: Browser, system: System) -> None:
    code = await ask(system, "Hỏi có số điện thoại")
    page = await open_as(browser, system, "officer1", f"/can-bo/{code}")
    assert await find_axe_faults(page) == []
    await expect(page.locator("mark.flag").first).to_have_text("0912 345 678")
    await expect(page.get_by_label("Câu hỏi công khai")).to_have_value(
        "Tôi muốn hỏi nộp hồ sơ ở đâu. Gọi tôi theo số […]."
    )
    await page.get_by_label("Nội dung trả lời").fill(ANSWER)
    await page.get_by_label("Đúng lời người gửi và thư trả lời").check()
    await page.get_by_role("button", name="Trả lời và công khai").click()
    await expect(page.get_by_text("Có thể đang công khai thông tin cá nhân")).to_be_visible()
    await expect(page.get_by_label("Nội dung trả lời")).to_have_value(ANSWER)
    await page.get_by_label("Bản đã sửa, che thông tin cá nhân").check()
    await page.get_by_role("button", name="Trả lời và công khai").click()
    await expect(page.get_by_text("Đã trả lời người gửi")).to_be_visible()
    everybody = await open_as(browser, system, "citizen2", f"/hoi-dap/{code}")
    await expect(everybody.get_by_text(ANSWER).first).to_be_visible()
    assert "0912 345 678" not in await everybody.content()


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_question_goes_to_another_unit_found_by_a_few_letters(
    browser: Browser, system: System, scripts: bool
) -> None:
    code = await ask(system, "Hỏi nhầm cơ quan")
    page = await open_as(browser, system, "officer1", f"/can-bo/{code}/chuyen", scripts=scripts)
    await page.get_by_label("Lý do chuyển").fill("Nội dung thuộc lĩnh vực công nghệ.")
    if scripts:
        await page.get_by_role("combobox", name="Đơn vị").press_sequentially("xay dung")
        await page.get_by_role("option", name="Sở Xây dựng").click()
    else:
        await page.get_by_role("textbox", name="Đơn vị").fill("xay dung")
        await page.get_by_role("button", name="Tìm").click()
        await expect(page.get_by_label("Lý do chuyển")).to_have_value(
            "Nội dung thuộc lĩnh vực công nghệ."
        )
        await page.get_by_label("Sở Xây dựng").check()
    await page.get_by_role("button", name="Chuyển câu hỏi").click()
    await expect(page.get_by_text("Đã chuyển câu hỏi")).to_be_visible()
    other = await open_as(browser, system, "officer3", f"/can-bo/{code}")
    await expect(other.get_by_text("Nội dung thuộc lĩnh vực công nghệ.")).to_be_visible()


async def test_a_unit_supports_without_knowing_the_sender(browser: Browser, system: System) -> None:
    code = await ask(system, "Hỏi cần phối hợp", name="Trần Thị Kín")
    page = await open_as(browser, system, "officer1", f"/can-bo/{code}/phoi-hop")
    await page.get_by_role("combobox", name="Đơn vị").press_sequentially("xay dung")
    await page.get_by_role("option", name="Sở Xây dựng").click()
    await page.get_by_label("Cần đơn vị đó góp phần gì?").fill("Cho ý kiến về hồ sơ điện tử.")
    await page.get_by_role("button", name="Gửi yêu cầu phối hợp").click()
    await expect(page.get_by_text("Chờ góp phần")).to_be_visible()
    other = await open_as(browser, system, "officer3", "/can-bo?show=supporting")
    await other.get_by_role("link", name="Hỏi cần phối hợp").click()
    assert "Trần Thị Kín" not in await other.content()
    await other.get_by_role("link", name="Góp phần trả lời").click()
    await other.get_by_label("Phần của đơn vị bạn").fill("Hồ sơ điện tử được chấp nhận.")
    await other.get_by_role("button", name="Gửi đơn vị chủ trì").click()
    await expect(other.get_by_text("Đã gửi phần phối hợp")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Hồ sơ điện tử được chấp nhận.")).to_be_visible()


async def test_a_head_approves_what_an_officer_submitted(browser: Browser, system: System) -> None:
    code = await ask(system, "Hỏi cần phê duyệt")
    page = await open_as(browser, system, "officer1", f"/can-bo/{code}")
    await page.get_by_label("Nội dung trả lời").fill(ANSWER)
    await page.get_by_role("button", name="Trình duyệt").click()
    await expect(page.get_by_text("Đã trình duyệt", exact=True)).to_be_visible()
    head = await open_as(browser, system, "head1", "/can-bo?show=approval")
    await head.get_by_role("link", name="Hỏi cần phê duyệt").click()
    await expect(head.locator(".difference del").first).to_contain_text("0912")
    assert await find_axe_faults(head) == []
    await head.get_by_role("button", name="Phê duyệt và trả lời").click()
    await expect(head.get_by_text("Đã phê duyệt, người gửi đã nhận trả lời")).to_be_visible()


async def test_keys_lead_through_the_list(browser: Browser, system: System) -> None:
    await ask(system, "Hỏi để thử phím tắt")
    page = await open_as(browser, system, "officer1", "/can-bo")
    rows = page.locator("[data-queue-row]")
    await expect(page.locator("html")).to_have_attribute("data-scripts", "started")
    await page.keyboard.press("j")
    await expect(rows.nth(0)).to_be_focused()
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(page.locator("input[name=chosen]").nth(1)).to_be_checked()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await find_axe_faults(page) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.get_by_label("Tìm trong câu hỏi")).to_be_focused()


async def test_several_questions_are_given_to_a_colleague(browser: Browser, system: System) -> None:
    codes = [await ask(system, f"Hỏi để phân công {number}") for number in (1, 2)]
    page = await open_as(browser, system, "officer1", "/can-bo?q=phan+cong&sort=newest")
    for code in codes:
        await page.get_by_label(f"Chọn {code}").check()
    await page.get_by_role("button", name="Phân công…").click()
    await page.get_by_label("Phân công cho").select_option(index=1)
    await page.get_by_role("button", name="Phân công", exact=True).click()
    await expect(page.get_by_text("Đã phân công 2 câu hỏi")).to_be_visible()


async def test_an_administrator_changes_a_policy_and_reads_who_did(
    browser: Browser, system: System
) -> None:
    page = await open_as(browser, system, "admin1", "/quan-tri/han-tra-loi")
    await page.get_by_role("link", name=re.compile("^Đổi")).first.click()
    await page.get_by_label("Gia hạn nhiều nhất (ngày làm việc)").fill("12")
    assert await find_axe_faults(page) == []
    await page.get_by_role("button", name="Lưu quy định").click()
    await expect(page.get_by_text("Đã lưu quy định")).to_be_visible()
    await page.get_by_role("link", name="Ai đã đổi gì").click()
    await page.get_by_text("Xem thay đổi").first.click()
    await expect(page.get_by_text("ngày gia hạn nhiều nhất")).to_be_visible()
