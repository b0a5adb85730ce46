"""The survey widget on a foreign site that forbids nearly everything and styles against it."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from tests.e2e.widgets.watching import (
    BOTH,
    FAR_BELOW,
    HOSTILE_SHEET,
    QA,
    SURVEY_JS,
    Watched,
    becomes,
    counted,
    survey,
    watch,
)
from tests.support.browser import find_axe_faults
from tests.support.host_site import HOSTILE, STRICT, HostSite
from tests.support.people import Person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

SPOKEN = """
- form "Đánh giá mức độ hài lòng":
  - text: /Không ghi tên/
  - group /Giao diện/:
    - text: /Giao diện/
    - radio "Dễ tiếp cận"
    - text: Dễ tiếp cận
    - radio "Bình thường"
    - text: Bình thường
    - radio "Khó tiếp cận"
    - text: Khó tiếp cận
  - group /Nội dung/
  - group /Chất lượng/
  - group /Tương tác/
  - group /Chức năng hỗ trợ/
  - text: /Yêu cầu khác/
  - textbox /Yêu cầu khác/
  - button "Gửi đánh giá"
- status
"""


async def test_a_rating_from_a_strict_and_hostile_page_is_counted(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    body = survey(portal) + SURVEY_JS
    policy = STRICT.replace("style-src 'none'", HOSTILE)
    page = watched.page
    await page.goto(site.put(body, policy=policy, head=HOSTILE_SHEET))
    form = page.get_by_role("form", name="Đánh giá mức độ hài lòng")
    await expect(form).to_be_visible()
    shown = await form.evaluate(
        "(form) => { const s = getComputedStyle(form); return [s.color, s.fontSize, s.display] }"
    )
    assert shown == ["rgb(0, 0, 0)", "16.96px", "grid"]
    await page.get_by_label("Dễ tiếp cận").check()
    before = await counted(system, portal)
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_have_text("Cảm ơn bạn đã đánh giá.")
    await expect(page.get_by_role("status")).to_be_focused()
    await becomes(system, portal, before + 1)
    heard = [["submitted", "langnghe-survey", {"portal": portal}]]
    assert await watched.heard() == heard
    assert watched.said == []


async def test_both_widgets_stand_beside_each_other_under_the_strictest_policy(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    await page.goto(site.put(survey(portal) + survey(portal, lang="en", theme="dark") + QA + BOTH))
    await expect(page.get_by_role("form", name="Đánh giá mức độ hài lòng")).to_be_visible()
    await expect(page.get_by_role("form", name="Satisfaction survey")).to_be_visible()
    await expect(page.get_by_role("status").last).to_have_text("Câu trả lời mới nhất:")
    await page.get_by_text("Gửi câu hỏi").click()
    await page.locator("langnghe-qa summary").first.click()
    assert await find_axe_faults(page) == []
    wide = "document.documentElement.scrollWidth - innerWidth"
    for width in (800, 320):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate(wide) <= 0
    cookies = await page.context.cookies()
    assert cookies == []
    assert await page.evaluate("Object.keys(localStorage)") == []
    assert watched.said == []


async def test_what_a_screen_reader_finds(watched: Watched, site: HostSite, portal: str) -> None:
    page = watched.page
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await expect(page.locator("langnghe-survey")).to_match_aria_snapshot(SPOKEN)


async def test_nothing_is_fetched_before_it_is_near(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    await page.goto(site.put(FAR_BELOW + survey(portal) + QA + BOTH), wait_until="networkidle")
    assert watched.calls() == []
    assert await page.evaluate("!!customElements.get('langnghe-survey')")
    await page.locator("langnghe-survey").scroll_into_view_if_needed()
    await expect(page.get_by_role("button", name="Gửi đánh giá")).to_be_visible()
    assert len(watched.calls("/api/survey/")) == 2


async def test_the_dialog_needs_the_keyboard_alone(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    await page.goto(site.put(survey(portal, mode="button", lang="en") + SURVEY_JS))
    opening = page.get_by_role("button", name="Rate this site")
    await expect(opening).to_be_visible()
    assert watched.calls() == []
    await page.keyboard.press("Tab")
    await expect(opening).to_be_focused()
    assert await opening.evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Rate this site")).to_be_visible()
    await expect(page.get_by_label("Easy", exact=True)).to_be_visible()
    assert await find_axe_faults(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(opening).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Close")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(page.get_by_label("Easy", exact=True)).to_be_checked()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Thank you for your rating.")
    await becomes(system, portal, 1)
    assert len(watched.calls("/responses")) == 1
    assert watched.said == []


async def test_the_plain_link_works_where_scripts_are_blocked(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    policy = "default-src 'none'; script-src 'none'"
    await page.goto(site.put(survey(portal) + SURVEY_JS, policy=policy))
    await page.get_by_role("link", name="Đánh giá cổng này").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đánh giá Cổng thử")


async def test_an_empty_rating_says_so(watched: Watched, site: HostSite, portal: str) -> None:
    page = watched.page
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_have_text("Hãy chọn ít nhất một mức.")
    await expect(page.get_by_label("Dễ tiếp cận")).to_be_focused()
    assert watched.calls("/responses") == []


async def test_a_removed_widget_leaves_nothing_running(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    asked, held = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await held.wait()
        await route.continue_()

    await page.route("**/api/survey/v1/challenge*", hold)
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await asked.wait()
    async with page.expect_event("requestfailed", lambda one: "challenge" in one.url):
        await page.evaluate("document.querySelector('langnghe-survey').remove()")
    held.set()
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await watched.heard() == []
    assert [text for text in watched.said if "pageerror" in text] == []


async def test_a_widget_that_is_moved_starts_again(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await expect(page.get_by_label("Tốt")).to_be_visible()
    await page.evaluate("document.body.append(document.querySelector('langnghe-survey'))")
    await expect(page.get_by_label("Tốt")).to_be_visible()
    assert watched.said == []


async def test_a_failure_is_told_in_its_place_and_reaches_nobody_else(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    await page.goto(site.put(survey("khong-co-cong-nay") + SURVEY_JS))
    await expect(page.get_by_role("status")).to_contain_text("Chưa tải hoặc chưa gửi được.")
    await expect(page.get_by_role("link").first).to_be_visible()
    assert await watched.heard() == [["error", "langnghe-survey", {"status": 404}]]
    assert [text for text in watched.said if "404" not in text] == []


async def test_a_closed_portal_says_so_behind_the_link(
    watched: Watched, site: HostSite, admin: Person, portal: str
) -> None:
    page = watched.page
    path = f"/api/survey/v1/portals/{portal}"
    headers = {"Origin": admin.public_url, "If-Match": '"1"'}
    await page.goto(site.put(survey(portal, mode="button") + SURVEY_JS))
    url = f"{admin.public_url}{path}"
    async with admin.http.patch(url, json={"is_open": False}, headers=headers) as answer:
        assert answer.status == 200
    await page.get_by_role("button", name="Đánh giá trang này").click()
    await expect(page.get_by_role("status")).to_contain_text("Chưa tải hoặc chưa gửi được.")
    await expect(page.get_by_role("dialog").get_by_role("link").first).to_be_visible()


async def test_it_speaks_the_language_around_it(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    await page.goto(site.put(survey(portal) + SURVEY_JS, lang="en-GB"))
    await expect(page.get_by_role("button", name="Send rating")).to_be_visible()
    await page.goto(site.put(survey(portal, lang="vi") + SURVEY_JS, lang="en"))
    await expect(page.get_by_role("button", name="Gửi đánh giá")).to_be_visible()
    await page.goto(site.put(survey(portal) + SURVEY_JS, lang="fr"))
    await expect(page.get_by_role("button", name="Gửi đánh giá")).to_be_visible()


async def test_colours_somebody_chose_are_kept(
    browser: Browser, site: HostSite, portal: str
) -> None:
    context = await browser.new_context(forced_colors="active", color_scheme="dark")
    watched = await watch(context)
    page = watched.page
    await page.goto(site.put(survey(portal) + QA + BOTH))
    button = page.get_by_role("button", name="Gửi đánh giá")
    await expect(button).to_be_visible()
    drawn = await button.evaluate(
        "(node) => { const s = getComputedStyle(node); return [s.color, s.backgroundColor] }"
    )
    assert "rgb(10, 89, 93)" not in drawn
    assert await find_axe_faults(page) == []
    await context.close()
