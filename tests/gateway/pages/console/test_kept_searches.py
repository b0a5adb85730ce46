"""Parts of the queue kept under a name, on the page."""

from tests.gateway.pages.working import Worker

PAGE = "/can-bo"
KEPT = "/can-bo/bo-loc"


async def links(worker: Worker, page: str = PAGE) -> dict[str, str]:
    shown = (await worker.get(page)).page
    return {one.text: one.get("href") for one in shown.all("a") if one.get("lang") == "vi"}


async def test_a_search_is_kept_used_and_dropped(worker: Worker) -> None:
    here = "/can-bo?q=khai+sinh&unit=so-tu-phap&show=overdue"
    sent = await worker.submit(here, KEPT, name="Quá hạn của Sở")
    assert sent.headers["location"].endswith("&done=bo-loc")
    shown = await worker.get(sent.headers["location"])
    assert "Đã lưu bộ lọc" in shown.text
    address = (await links(worker))["Quá hạn của Sở"]
    found = await worker.get(address)
    assert found.page.control("q").get("value") == "khai sinh"
    current = [one.text for one in found.page.all("a") if one.get("aria-current") == "page"]
    assert "Quá hạn của Sở" in current
    [kept] = (await worker.qa.get("/queue/searches", "officer1")).body
    gone = await worker.submit(PAGE, f"{KEPT}/{kept['id']}/xoa")
    assert gone.headers["location"] == f"{PAGE}?done=bo-loc-bo"
    again = await worker.post(f"{KEPT}/{kept['id']}/xoa")
    assert again.status == 303
    assert await links(worker) == {}


async def test_a_search_needs_a_name_and_leads_nowhere_else(worker: Worker) -> None:
    sent = await worker.submit("/can-bo?show=mine", KEPT, name=" ")
    assert sent.headers["location"] == "/can-bo?show=mine&done=bo-loc-sai"
    assert "hãy đặt tên" in (await worker.get(sent.headers["location"])).text
    away = await worker.post(KEPT, name="Của tôi", show="mine", back="https://example.com/")
    assert away.headers["location"] == f"{PAGE}?done=bo-loc"
