"""The story in a browser, with four people: citizen, officer, unit head and leader."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from shared.ids import new_id
from tests.support.browser import chromium
from tests.support.mailbox import Mailbox
from tests.support.people import addresses_of
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

ANSWER = "Anh/chị nộp hồ sơ tại **bộ phận một cửa** của phường nơi cư trú."


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def open_as(browser: Browser, system: System, person: str, path: str) -> Page:
    """Open a page in this person's own browser, signed in through the sandbox."""
    context = await browser.new_context(locale="vi-VN", base_url=system.public_url)
    page = await context.new_page()
    await page.goto(f"/auth/login?login_hint={person}&next={path}")
    await expect(page).to_have_url(f"{system.public_url}{path}")
    return page


async def sign_in_by_choosing(browser: Browser, system: System, name: str) -> Page:
    """Sign in as a person would: from the front page, choosing oneself at the sandbox."""
    context = await browser.new_context(locale="vi-VN", base_url=system.public_url)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Đăng nhập").first.click()
    await page.locator(f"[value={name}]").first.click()
    await expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    return page


async def ask(page: Page, title: str, unit: str, email: str = "") -> tuple[str, datetime]:
    """Fill the ask form; returns the code and the date by which the unit must answer."""
    await page.goto("/hoi-dap/gui")
    await page.get_by_label("Tiêu đề").fill(title)
    await page.get_by_label("Nội dung câu hỏi").fill("Tôi cần nộp hồ sơ ở đâu và trong giờ nào ạ?")
    await page.get_by_role("combobox", name="Cơ quan nhận").fill(unit)
    if email:
        await page.get_by_label("Thư điện tử").fill(email)
    await page.get_by_label("Tôi đồng ý công khai").check()
    await expect(page.locator("[data-hints-seen]")).to_have_value("yes")
    await page.get_by_role("button", name="Gửi câu hỏi").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đã gửi câu hỏi")
    code = await page.locator("[data-tracking-code]").inner_text()
    secret = await page.locator("[data-tracking-secret]").inner_text()
    link = await page.locator("[data-tracking-link]").get_attribute("href")
    assert link
    assert link.endswith(f"#{code}.{secret}")
    due = await page.locator("[data-due-at]").get_attribute("datetime")
    assert due
    return code, datetime.fromisoformat(due)


async def test_four_people_live_the_story(browser: Browser, system: System) -> None:
    mailbox = Mailbox(system.mail_folder)
    citizen = await sign_in_by_choosing(browser, system, "citizen1")
    title = f"Cấp bản sao trích lục khai sinh {new_id()[-10:]}"
    code, _due = await ask(citizen, title, "Sở Tư pháp", "cong.dan@example.com")

    officer = await open_as(browser, system, "officer1", "/can-bo/thong-bao")
    await mailbox.wait_about(code)
    await officer.reload()
    await expect(officer.get_by_text(code).first).to_be_visible()
    await officer.goto(f"/can-bo?q={code}")
    await officer.get_by_role("link", name=title).click()
    await officer.get_by_role("button", name="Tiếp nhận câu hỏi").click()
    await officer.get_by_label("Nội dung trả lời").fill(ANSWER)
    await officer.get_by_role("button", name="Trả lời và công khai").click()
    await expect(officer.get_by_role("link", name="Xem trang công khai")).to_be_visible()
    await mailbox.wait_about(code, to="cong.dan@example.com", count=2)

    await citizen.goto(f"/hoi-dap?q={title.replace(' ', '+')}")
    await citizen.get_by_role("link", name=title).click()
    await expect(citizen.get_by_text("bộ phận một cửa")).to_be_visible()

    await escalate_to_the_head(browser, system, mailbox)
    await rate_and_watch(browser, system)


async def escalate_to_the_head(browser: Browser, system: System, mailbox: Mailbox) -> None:
    """Ask as a guest, let the due date pass, and find the question with the unit's head."""
    context = await browser.new_context(locale="vi-VN", base_url=system.public_url)
    guest = await context.new_page()
    code, due = await ask(guest, f"Chứng thực hợp đồng {new_id()[-10:]}", "Sở Tư pháp")
    [address] = await addresses_of(system.public_url, "head", "so-tu-phap")
    await system.scan_escalations(due + timedelta(minutes=5))
    await mailbox.wait_about(code, to=address)
    head = await open_as(browser, system, "head1", "/can-bo/thong-bao")
    await expect(head.get_by_text(code).first).to_be_visible()
    await head.goto(f"/can-bo/{code}")
    await expect(head.get_by_text("đã chuyển tới lãnh đạo đơn vị").first).to_be_visible()


async def rate_and_watch(browser: Browser, system: System) -> None:
    """Rate the demo portal while the leader's page is open: its count moves by itself."""
    leader = await open_as(browser, system, "leader1", "/lanh-dao")
    responses = leader.locator(".figure-number", has_text="Phiếu đánh giá")
    before = await responses.inner_text()
    await expect(leader.get_by_text("Đang cập nhật trực tiếp")).to_be_visible()
    context = await browser.new_context(locale="vi-VN", base_url=system.public_url)
    visitor = await context.new_page()
    await visitor.goto("/danh-gia/demo")
    for choice in ("Dễ tiếp cận", "Tốt", "Hài lòng"):
        await visitor.get_by_label(choice, exact=True).check()
    await visitor.get_by_label("Yêu cầu khác").fill("Nên có thêm chữ to cho người lớn tuổi.")
    await visitor.get_by_role("button", name="Gửi đánh giá").click()
    await expect(visitor.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    await expect(responses).not_to_have_text(before, timeout=4_000)
    await expect(leader.locator("figure svg").first).to_be_visible()
