"""Signing in and out in a browser: choosing oneself, refused, stepping up, leaving everywhere."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium, find_axe_faults
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

UNIT = "so-tu-phap"
CHOOSE = "Bạn muốn đăng nhập với vai ai?"
ANSWER = "Ông/bà nộp hồ sơ tại bộ phận một cửa của phường."


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def new_page(browser: Browser, system: System, width: int = 1280, **options: str) -> Page:
    """Open a browser of somebody nobody knows yet."""
    context = await browser.new_context(
        base_url=system.public_url,
        locale="vi-VN",
        viewport={"width": width, "height": 900},
        **options,  # type: ignore[arg-type]
    )
    return await context.new_page()


async def check_page(page: Page) -> None:
    """The page shuts nobody out and is not wider than its window."""
    assert await find_axe_faults(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_somebody_signs_in_with_the_keyboard_and_leaves(
    browser: Browser, system: System, width: int, scheme: str
) -> None:
    page = await new_page(browser, system, width, color_scheme=scheme)
    await page.goto("/hoi-dap/tra-cuu")
    await page.get_by_role("link", name="Đăng nhập", exact=True).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Bạn muốn đăng nhập với vai ai?"
    )
    assert "KHÔNG PHẢI VNeID THẬT" in await page.inner_text("body")
    await check_page(page)
    await page.locator("[value=citizen1]").focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{system.public_url}/hoi-dap/tra-cuu")
    cookies = {one["name"]: one for one in await page.context.cookies(system.public_url)}
    session = next(one for name, one in cookies.items() if name.endswith("langnghe_session"))
    assert session["httpOnly"]
    assert session["value"] not in await page.evaluate("document.cookie") + await page.content()
    await page.get_by_role("button", name="Đăng xuất").click()
    await expect(page).to_have_url(f"{system.public_url}/dang-nhap/da-thoat")
    await check_page(page)


async def test_refusals_are_explained_and_lead_on(browser: Browser, system: System) -> None:
    page = await new_page(browser, system, 390)
    for hint, title in (
        ("deny", "Bạn đã không đồng ý đăng nhập"),
        ("locked1", "Tài khoản đang bị khóa"),
        ("citizen2&level=2", "Cần mức định danh cao hơn"),
    ):
        await page.goto(f"/auth/login?login_hint={hint}&next=/hoi-dap")
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await check_page(page)
        await expect(page.get_by_role("button", name="Đăng xuất")).to_have_count(0)
    await page.goto("/auth/login?login_hint=deny&next=/hoi-dap")
    await page.get_by_role("link", name="Đăng nhập lại").click()
    await page.locator("[value=citizen2]").click()
    await expect(page).to_have_url(f"{system.public_url}/hoi-dap")


async def test_an_answer_written_below_level_two_is_not_lost(
    browser: Browser, system: System
) -> None:
    async with person(system.public_url) as guest:
        asked = await guest.ask(title="Hỏi khi chưa đủ mức", body="Nộp ở đâu?", unit=UNIT)
    page = await new_page(browser, system)
    question = f"/can-bo/{asked['code']}"
    await page.goto(f"/auth/login?login_hint=head1&level=1&next={question}")
    await page.get_by_label("Nội dung trả lời").fill(ANSWER)
    await page.get_by_role("button", name=re.compile("^Trả lời (và|người)")).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Chưa lưu được")
    await check_page(page)
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    other = await opened.value
    await other.locator("[value=head1]").click()
    await expect(other.get_by_role("button", name="Đăng xuất")).to_be_visible()
    await page.get_by_role("button", name="Gửi lại").click()
    await expect(page).to_have_url(f"{system.public_url}{question}?done=tra-loi")
    await expect(page.get_by_text(ANSWER).first).to_be_visible()


async def test_administration_is_entered_by_proving_who_one_is(
    browser: Browser, system: System
) -> None:
    page = await new_page(browser, system)
    await page.goto("/auth/login?login_hint=admin1&level=1&next=/")
    await page.goto("/quan-tri/he-thong")
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Bạn muốn đăng nhập với vai ai?"
    )
    await page.locator("[value=admin1]").click()
    await expect(page).to_have_url(f"{system.public_url}/quan-tri/he-thong")
    await check_page(page)


async def test_leaving_at_the_provider_ends_the_session_here(
    browser: Browser, system: System
) -> None:
    page, elsewhere = await new_page(browser, system), await new_page(browser, system)
    for one in (page, elsewhere):
        await one.goto("/auth/login?login_hint=leader1&next=/hoi-dap/cua-toi")
        await expect(one.get_by_role("button", name="Đăng xuất")).to_be_visible()
    await page.goto(system.running.environment("auth")["AUTH_OIDC_ISSUER"])
    await check_page(page)
    await page.get_by_role("button", name="Thoát ở mọi nơi").click()
    await expect(page.get_by_text("Trình duyệt này chưa đăng nhập")).to_be_visible()
    await page.goto("/hoi-dap/cua-toi")
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Bạn muốn đăng nhập với vai ai?"
    )
    await elsewhere.reload()
    await expect(elsewhere.get_by_role("button", name="Đăng xuất")).to_be_visible()
