"""Portals kept on pages: found, opened, changed, closed and opened again."""

from shared.ids import new_id
from tests.gateway.pages.admin.conftest import JUSTICE, ROOT, UNIT_SESSION, Keeper

PATH = "/quan-tri/cong"
API = "/api/survey/v1/portals"


async def opened(keeper: Keeper, name: str = "Cổng Sở Tư pháp", **form: object) -> str:
    portal = {"id": f"p-{new_id()}", "name": name, "unit": JUSTICE, **form}
    answer = await keeper.call("POST", API, json=portal)
    assert answer.status == 201, answer.text
    return str(answer.body["id"])


async def test_a_portal_is_found_by_words_without_marks_and_by_state(keeper: Keeper) -> None:
    word = new_id()[-8:]
    open_one = await opened(keeper, f"Cổng đất đai {word}")
    closed = await opened(keeper, f"Cổng xây dựng {word}")
    headers = {"If-Match": "1"}
    await keeper.call("PATCH", f"{API}/{closed}", json={"is_open": False}, headers=headers)
    found = await keeper.get(f"{PATH}?q=dat+dai+{word}")
    assert (open_one in found.text, closed in found.text) == (True, False)
    found = await keeper.get(f"{PATH}?q={word}&is_open=false")
    assert (open_one in found.text, closed in found.text) == (False, True)
    assert "Sở Tư pháp" in found.text
    nothing = await keeper.get(f"{PATH}?q=zzzz{word}")
    assert "Không có cổng nào khớp" in nothing.text


async def test_a_portal_is_opened_with_what_may_embed_it(keeper: Keeper) -> None:
    new, portal = "/quan-tri/cong-moi", f"p-{new_id()}"
    sent = await keeper.submit(
        new, id=portal, name="Cổng mới", unit=JUSTICE, origins="\nhttps://TuPhap.hue.gov.vn/\n\n"
    )
    assert (sent.status, sent.headers["location"]) == (303, f"{PATH}/{portal}?done=1")
    shown = await keeper.get(f"{PATH}/{portal}?done=1")
    assert shown.page.control("origins").text.strip() == "https://tuphap.hue.gov.vn"
    assert f"&lt;langnghe-survey portal=&#34;{portal}&#34;" in shown.text
    assert f"/widgets/embed?portal={portal}" in shown.text
    assert "Lê Thị Bình" in shown.text


async def test_each_fault_stands_at_its_field(keeper: Keeper) -> None:
    new = "/quan-tri/cong-moi"
    refused = await keeper.post(
        new, id="Cổng!", name="x", unit="", origins="https://a.vn\n\nkhông phải trang"
    )
    assert refused.status == 422
    for name in ("id", "name", "unit", "origins"):
        assert refused.page.control(name).get("aria-invalid") == "true", name
    assert "Dòng 3 chưa đúng" in refused.text
    assert refused.page.control("id").get("value") == "Cổng!"
    there = await opened(keeper)
    taken = await keeper.post(new, id=there, name="Cổng khác", unit=JUSTICE, origins="")
    assert taken.status == 409
    assert taken.page.control("id").get("aria-invalid") == "true"
    assert taken.page.control("name").get("value") == "Cổng khác"


async def test_who_was_slower_sees_both_versions_and_loses_nothing(keeper: Keeper) -> None:
    portal = await opened(keeper, origins=["https://a.vn"])
    page = f"{PATH}/{portal}"
    form = (await keeper.get(page)).page.form(page)
    theirs, headers = {"name": "Tên của người kia"}, {"If-Match": "1"}
    await keeper.call("PATCH", f"{API}/{portal}", json=theirs, headers=headers)
    mine = {"name": "Tên của tôi", "unit": ROOT, "origins": "https://a.vn\nhttps://b.vn"}
    refused = await keeper.post(page, **{**form, **mine})
    assert refused.status == 412
    cells = [cell.text for cell in refused.page.all("td")]
    assert "Tên của người kia" in cells
    assert "Tên của tôi" in cells
    chosen = [
        one.get("value") for one in refused.page.all("option") if "selected" in one.attributes
    ]
    kept = {**refused.page.form(page), "unit": chosen[0]}
    assert kept == {**form, **mine, "version": "2"}
    again = await keeper.post(page, **kept)
    assert again.status == 303
    stored = (await keeper.call("GET", f"{API}/{portal}/detail")).body
    assert (stored["name"], stored["unit"], stored["version"]) == ("Tên của tôi", ROOT, 3)


async def test_closing_names_the_portal_and_can_be_undone(keeper: Keeper) -> None:
    portal = await opened(keeper, "Cổng để đóng")
    page = f"{PATH}/{portal}"
    shown = await keeper.get(page)
    assert "Đóng “Cổng để đóng”" in shown.text
    for is_open in (False, True):
        sent = await keeper.submit(page, f"{page}/trang-thai")
        assert sent.status == 303
        stored = (await keeper.call("GET", f"{API}/{portal}/detail")).body
        assert stored["is_open"] is is_open
    history = await keeper.get(page)
    assert history.text.count("<del>") == 2


async def test_who_keeps_one_unit_reaches_no_other(keeper: Keeper) -> None:
    portal = await opened(keeper, unit=ROOT)
    keeper.session = UNIT_SESSION
    assert portal not in (await keeper.get(PATH)).text
    assert (await keeper.get(f"{PATH}/{portal}")).status == 404
    refused = await keeper.post(
        "/quan-tri/cong-moi", id=f"p-{new_id()}", name="Cổng", unit=ROOT, origins=""
    )
    assert refused.status == 403
    assert refused.page.control("unit").get("aria-invalid") == "true"
