"""The page that writes snippets, whose snippets work, and frames for sites without scripts."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.widgets.watching import Watched, watch
from tests.support.browser import find_axe_faults
from tests.support.host_site import NO_SCRIPT, HostSite, host_site
from tests.support.pages import visitor
from tests.support.people import Person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]


@pytest.mark.parametrize("kind", ["survey", "qa"])
async def test_what_it_writes_works_on_the_portals_site(
    watched: Watched, site: HostSite, system: System, portal: str, kind: str
) -> None:
    page = watched.page
    chosen = f"kind={kind}&portal={portal}&unit=so-tu-phap&language=vi"
    await page.goto(f"{system.public_url}/widgets/embed?{chosen}")
    await expect(page.get_by_text(site.origin)).to_be_visible()
    assert await find_axe_faults(page) == []
    await page.locator(f"langnghe-{kind}").scroll_into_view_if_needed()
    ready = {"survey": "Gửi đánh giá", "qa": "Tìm"}[kind]
    await expect(page.locator(f"langnghe-{kind}").get_by_role("button", name=ready)).to_be_visible()
    snippets = {name: await page.locator(f"#{name}").inner_text() for name in ("moving", "fixed")}
    assert "integrity=" in snippets["fixed"]
    assert watched.said == []
    for snippet in snippets.values():
        await page.goto(site.put(snippet))
        await expect(page.get_by_role("button", name=ready, exact=True)).to_be_visible()
    assert watched.said == []


async def test_a_changed_script_is_refused_and_the_link_stays(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    wrong = 'integrity="sha384-' + "A" * 64 + '" crossorigin="anonymous"'
    script = f'<script async src="{{gateway}}/widgets/survey.js" {wrong}></script>'
    link = '<a href="{gateway}/danh-gia/demo">Đánh giá</a>'
    body = f'<langnghe-survey portal="{portal}">{link}</langnghe-survey>{script}'
    await page.goto(site.put(body), wait_until="networkidle")
    assert not await page.evaluate("!!customElements.get('langnghe-survey')")
    await expect(page.get_by_role("link", name="Đánh giá")).to_be_visible()


async def test_the_page_that_writes_needs_no_script(system: System, portal: str) -> None:
    async with visitor(system.public_url) as guest:
        answer = await guest.get("/widgets/embed?kind=qa&unit_name=so&portal=demo")
        assert answer.page.faults == []
        assert "&lt;script async src=" in answer.text
        wrong = await guest.get("/widgets/embed?portal=khong-co")
        assert "Không có cổng nào mã này." in wrong.text
        assert "&lt;script" not in wrong.text


async def test_a_frame_rates_where_no_script_may_run(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    source = f"{{gateway}}/widgets/survey/{portal}?lang=vi"
    frame = f'<iframe src="{source}" title="Đánh giá" width="700" height="800"></iframe>'
    await page.goto(site.put(frame, policy=NO_SCRIPT))
    inside = page.frame_locator("iframe")
    await expect(inside.get_by_role("heading", level=1)).to_have_text("Đánh giá Cổng thử")
    await inside.get_by_role("button", name="Gửi đánh giá").click()
    await expect(inside.get_by_role("alert")).to_contain_text("Hãy chọn ít nhất một mức")
    await inside.get_by_label("Tốt", exact=True).check()
    await inside.get_by_role("button", name="Gửi đánh giá").click()
    await expect(inside.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn đã đánh giá")
    assert await page.context.cookies() == []
    assert [text for text in watched.said if "422" not in text] == []


async def test_a_frame_answers_and_searches(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    source = f"{{gateway}}/widgets/qa/so-tu-phap?portal={portal}&amp;lang=en&amp;theme=dark"
    frame = f'<iframe src="{source}" title="Hỏi đáp" width="700" height="800"></iframe>'
    await page.goto(site.put(frame, policy=NO_SCRIPT))
    inside = page.frame_locator("iframe")
    await inside.get_by_label("Words").fill("khai sinh")
    await inside.get_by_role("button", name="Search").click()
    await expect(inside.locator("summary").first).to_contain_text("khai sinh")
    await expect(inside.locator("html")).to_have_attribute("data-theme", "dark")
    assert await page.context.cookies() == []


async def test_a_frame_says_that_its_portal_is_closed(
    watched: Watched, site: HostSite, system: System, admin: Person, portal: str
) -> None:
    headers = {"Origin": admin.public_url, "If-Match": '"1"'}
    url = f"{admin.public_url}/api/survey/v1/portals/{portal}"
    async with admin.http.patch(url, json={"is_open": False}, headers=headers) as answer:
        assert answer.status == 200
    source = f"{{gateway}}/widgets/survey/{portal}?lang=vi"
    frame = f'<iframe src="{source}" title="Đánh giá" width="700" height="800"></iframe>'
    await watched.page.goto(site.put(frame, policy=NO_SCRIPT))
    inside = watched.page.frame_locator("iframe")
    heading = inside.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Cổng thông tin này đã ngừng nhận đánh giá")
    await expect(inside.get_by_role("banner")).to_have_count(0)
    assert await watched.page.context.cookies() == []


async def test_nobody_else_may_frame(browser: Browser, system: System, portal: str) -> None:
    context = await browser.new_context()
    async with host_site(system.public_url) as stranger:
        watched = await watch(context)
        source = f"{{gateway}}/widgets/survey/{portal}"
        frame = f'<iframe src="{source}" title="Đánh giá" width="700" height="800"></iframe>'
        await watched.page.goto(stranger.put(frame, policy=NO_SCRIPT), wait_until="networkidle")
        assert any("frame-ancestors" in text for text in watched.said)
        await expect(watched.page.frame_locator("iframe").get_by_role("heading")).to_have_count(0)
    await context.close()


async def test_frames_are_sound_by_themselves(
    browser: Browser, system: System, portal: str
) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 800})
    page = await context.new_page()
    for path in (f"survey/{portal}", f"survey/{portal}/cam-on", f"qa/so-tu-phap?portal={portal}"):
        await page.goto(f"{system.public_url}/widgets/{path}")
        assert await find_axe_faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        names = re.findall(r"\S+=", await page.evaluate("document.cookie"))
        assert names == []
    await context.close()
