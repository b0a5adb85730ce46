"""The questions widget on a foreign site: searching, reading and asking."""

import pytest
from playwright.async_api import expect

from shared.ids import new_id
from tests.e2e.widgets.watching import HOSTILE_SHEET, QA, QA_JS, Watched
from tests.support.browser import find_axe_faults
from tests.support.host_site import HOSTILE, STRICT, HostSite
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.usefixtures("portal")]


SPOKEN = """
- text: Hỏi đáp
- search:
  - text: Tìm câu hỏi đã được trả lời
  - searchbox "Tìm câu hỏi đã được trả lời"
  - button "Tìm"
- status: "Câu trả lời mới nhất:"
- list:
  - listitem:
    - group
- group: Gửi câu hỏi
- link "Mở trang Hỏi đáp của Lắng Nghe"
"""
SPOKEN_FORM = """
- form "Gửi câu hỏi":
  - text: Tiêu đề
  - textbox "Tiêu đề"
  - status
  - list
  - text: Nội dung câu hỏi
  - textbox "Nội dung câu hỏi"
  - text: /Đừng ghi số định danh/
  - textbox /Thư điện tử/
  - checkbox /Tôi đồng ý công khai/
  - text: /Tôi đồng ý công khai/
  - button "Gửi"
  - alert
"""


async def open_widget(watched: Watched, site: HostSite) -> None:
    await watched.page.goto(site.put(QA + QA_JS))
    await expect(watched.page.get_by_role("status").first).to_have_text("Câu trả lời mới nhất:")


async def test_somebody_searches_and_reads(watched: Watched, site: HostSite) -> None:
    page = watched.page
    await open_widget(watched, site)
    await page.get_by_label("Tìm câu hỏi đã được trả lời").fill("khai sinh")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_have_text("Câu trả lời khớp nhất:")
    first = page.locator("summary").first
    await expect(first).to_contain_text("khai sinh")
    await first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Xem cả câu trả lời").first).to_be_visible()
    assert await page.locator("details[open] p").first.inner_text() != ""
    assert all("unit=so-tu-phap" in call for call in watched.calls("/v1/questions?"))
    await page.get_by_label("Tìm câu hỏi đã được trả lời").fill("zzzzzz")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_have_text("Chưa có câu trả lời nào khớp.")
    assert await find_axe_faults(page) == []
    assert watched.said == []


async def test_somebody_asks_with_the_keyboard_alone(
    watched: Watched, site: HostSite, system: System
) -> None:
    page = watched.page
    await open_widget(watched, site)
    opening = page.locator("summary", has_text="Gửi câu hỏi")
    await opening.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type(f"Cấp bản sao trích lục khai sinh {new_id()[-6:]}")
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Có thể đã có câu trả lời:")).to_be_visible()
    await page.get_by_label("Nội dung câu hỏi").focus()
    await page.keyboard.type("Bản chính đã mất thì tôi xin ở đâu?")
    await page.get_by_role("button", name="Gửi", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Đã gửi câu hỏi.")).to_be_visible()
    assert await find_axe_faults(page) == []
    code, secret, due = await page.locator("dd").all_inner_texts()
    assert due
    async with person(system.public_url) as guest:
        headers = {"X-Tracking-Secret": secret}
        asked = await guest.get(f"/api/qa/v1/questions/{code}", headers=headers)
    assert (asked["unit"]["id"], asked["may_publish"]) == ("so-tu-phap", False)
    assert await watched.heard() == [["submitted", "langnghe-qa", {"unit": "so-tu-phap"}]]
    assert await page.evaluate("localStorage.length") == 0
    assert watched.said == []
    address = await page.get_by_role("link", name="Xem câu hỏi của bạn").get_attribute("href")
    await page.goto(address or "")
    await expect(page.get_by_text("Bản chính đã mất")).to_be_visible()


async def test_what_a_screen_reader_finds(watched: Watched, site: HostSite) -> None:
    await open_widget(watched, site)
    await expect(watched.page.locator("langnghe-qa")).to_match_aria_snapshot(SPOKEN)
    await watched.page.locator("summary", has_text="Gửi câu hỏi").click()
    form = watched.page.get_by_role("form", name="Gửi câu hỏi")
    await expect(form).to_match_aria_snapshot(SPOKEN_FORM)


async def test_the_plain_link_works_where_scripts_are_blocked(
    watched: Watched, site: HostSite
) -> None:
    await watched.page.goto(site.put(QA + QA_JS, policy="default-src 'none'; script-src 'none'"))
    await watched.page.get_by_role("link", name="Hỏi đáp").click()
    await expect(watched.page.get_by_role("heading", level=1)).to_have_text(
        "Câu hỏi đã được trả lời"
    )


async def test_a_hostile_style_sheet_changes_nothing(watched: Watched, site: HostSite) -> None:
    page = watched.page
    await open_widget(watched, site)
    drawn = await page.locator("langnghe-qa .box").bounding_box()
    policy = STRICT.replace("style-src 'none'", HOSTILE)
    await page.goto(site.put(QA + QA_JS, policy=policy, head=HOSTILE_SHEET))
    await expect(page.get_by_role("status").first).to_have_text("Câu trả lời mới nhất:")
    button = page.get_by_role("button", name="Tìm", exact=True)
    await expect(button).to_be_visible()
    hostile = await page.locator("langnghe-qa .box").bounding_box()
    assert drawn
    assert hostile
    assert hostile["height"] == drawn["height"]


async def test_what_was_typed_stays_when_it_cannot_be_sent(
    watched: Watched, site: HostSite
) -> None:
    page = watched.page
    await open_widget(watched, site)
    await page.locator("summary", has_text="Gửi câu hỏi").click()
    await page.get_by_label("Tiêu đề").fill("Mất mạng giữa chừng")
    await page.get_by_label("Nội dung câu hỏi").fill("Tôi hỏi khi không có mạng.")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Chưa tải hoặc chưa gửi được.")
    await expect(page.get_by_label("Tiêu đề")).to_have_value("Mất mạng giữa chừng")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_text("Đã gửi câu hỏi.")).to_be_visible()
