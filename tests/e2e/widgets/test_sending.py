"""How a rating gets from a portal's page to the gateway: proven, refused, kept, sent once."""

import pytest
from playwright.async_api import Route, expect

from tests.e2e.widgets.watching import SURVEY_JS, Watched, becomes, counted, survey
from tests.support.host_site import HostSite
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.browser]

NOTE_PROOF = """
const encode = globalThis.btoa;
globalThis.btoa = (text) => {
  document.documentElement.dataset.proven = "yes";
  return encode(text);
};
"""


async def test_a_rating_made_offline_arrives_once(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    address = site.put(survey(portal) + survey(portal) + SURVEY_JS)
    await page.goto(address)
    await page.get_by_label("Tốt").first.check()
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Gửi đánh giá").first.click()
    await expect(page.get_by_role("status").first).to_contain_text("Chưa có mạng.")
    [kept] = await page.evaluate("JSON.parse(localStorage['langnghe-ratings'])")
    assert kept[1]["ratings"] == {"quality": "good"}
    await page.context.set_offline(False)
    await becomes(system, portal, 1)
    await expect(page.get_by_role("button", name="Gửi đánh giá")).to_have_count(1)
    await page.goto(address)
    await expect(page.get_by_role("button", name="Gửi đánh giá")).to_have_count(2)
    assert await page.evaluate("localStorage['langnghe-ratings']") == "[]"
    delivered = [one for one in watched.asked if "/responses" in one.url and not one.failure]
    assert [one.method for one in delivered].count("POST") == 1
    assert await counted(system, portal) == 1


async def test_a_rating_kept_is_sent_when_the_next_page_opens(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    address = site.put(survey(portal) + SURVEY_JS)
    await page.goto(address)
    await page.route("**/responses", lambda route: route.abort())
    await page.get_by_label("Tốt").check()
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_contain_text("Chưa có mạng.")
    await page.unroute("**/responses")
    await page.goto(address)
    await becomes(system, portal, 1)


async def test_spoilt_storage_hurts_nobody(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    await page.add_init_script("localStorage['langnghe-ratings'] = '[7, null, {}]'")
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await page.get_by_label("Tốt").check()
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_have_text("Cảm ơn bạn đã đánh giá.")
    assert watched.said == []


async def test_a_refused_rating_can_be_sent_again_under_its_key(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    allowed = {"Access-Control-Allow-Origin": "*"}

    async def refuse(route: Route) -> None:
        await route.fulfill(status=429, json={}, headers=allowed)

    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await page.get_by_label("Tốt").check()
    await page.route("**/responses", refuse)
    keys = []
    for said in ("Chưa tải hoặc chưa gửi được.", "Cảm ơn bạn đã đánh giá."):
        async with page.expect_request("**/responses") as sent:
            await page.get_by_role("button", name="Gửi đánh giá").click()
        keys.append(await (await sent.value).header_value("idempotency-key"))
        await expect(page.get_by_role("status")).to_contain_text(said)
        await page.unroute("**/responses")
    assert keys[0] == keys[1]
    await becomes(system, portal, 1)


async def test_no_more_than_ten_ratings_are_kept(
    watched: Watched, site: HostSite, portal: str
) -> None:
    page = watched.page
    await page.route("**/responses", lambda route: route.abort())
    await page.add_init_script(
        "localStorage['langnghe-ratings'] = JSON.stringify("
        "Array.from({ length: 12 }, (_, n) => [`key-number-${n}`, {}]))"
    )
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await page.get_by_label("Tốt").check()
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_contain_text("Chưa có mạng.")
    kept = await page.evaluate("JSON.parse(localStorage['langnghe-ratings'])")
    assert len(kept) == 10
    assert kept[-1][1]["portal"] == portal


async def test_a_proof_too_old_is_not_shown(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    await page.add_init_script(NOTE_PROOF)
    await page.clock.install()
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await page.get_by_label("Tốt").check()
    await expect(page.locator("html[data-proven]")).to_be_attached(timeout=30_000)
    await page.clock.fast_forward("03:00:00")
    async with page.expect_request("**/responses") as sent:
        await page.get_by_role("button", name="Gửi đánh giá").click()
    assert "proof" not in ((await sent.value).post_data or "")
    await becomes(system, portal, 1)


async def test_the_work_is_done_in_the_background(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    await page.add_init_script(NOTE_PROOF)
    await page.goto(site.put(survey(portal) + SURVEY_JS))
    await page.get_by_label("Tốt").check()
    await expect(page.locator("html[data-proven]")).to_be_attached(timeout=30_000)
    async with page.expect_request("**/responses") as sent:
        await page.get_by_role("button", name="Gửi đánh giá").click()
    assert "proof" in ((await sent.value).post_data or "")
    await becomes(system, portal, 1)


async def test_old_browsers_and_plain_http_need_no_proof_of_work(
    watched: Watched, site: HostSite, system: System, portal: str
) -> None:
    page = watched.page
    await page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    module = '<script type="module" src="{gateway}/widgets/survey.js"></script>'
    await page.goto(site.put(survey(portal) + module))
    await page.get_by_label("Tốt").check()
    async with page.expect_request("**/responses") as sent:
        await page.get_by_role("button", name="Gửi đánh giá").click()
    assert "proof" not in ((await sent.value).post_data or "")
    await expect(page.get_by_role("status")).to_have_text("Cảm ơn bạn đã đánh giá.")
    await becomes(system, portal, 1)
    assert watched.said == []
