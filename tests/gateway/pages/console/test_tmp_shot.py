from tests.support.browser import chromium, find_axe_faults
from tests.gateway.pages.working import session_of
from tests.gateway.pages.console.test_arranging import added_faq

async def test_shot(worker):
    for n in range(3):
        await worker.qa.ask()
    for name in ("Quá hạn của Sở", "Khai sinh chưa phân công"):
        await worker.qa.post("/queue/searches", {"name": name, "filter": "overdue", "q": name[:5]}, "officer1")
    entry = await added_faq(worker, 2)
    async with chromium() as browser:
        ctx = await browser.new_context(base_url=worker.client.base, viewport={"width": 1280, "height": 900}, locale="vi-VN")
        await ctx.add_cookies([{"name": "langnghe_session", "value": session_of("officer1"), "url": worker.client.base}])
        page = await ctx.new_page()
        page.set_default_timeout(5000)
        await page.goto("/can-bo?q=khai+sinh")
        await page.screenshot(path="/work/tmp/tr/queue0.png")
        await page.get_by_text("Lưu hoặc bỏ bộ lọc").click()
        print("AXE", await find_axe_faults(page))
        await page.screenshot(path="/work/tmp/tr/queue.png")
        await page.goto(f"/can-bo/thuong-gap/{entry}/sua")
        print("AXE", await find_axe_faults(page))
        await page.screenshot(path="/work/tmp/tr/faq.png", full_page=True)
