"""Versions of the survey kept on pages: drafted, seen beforehand, published, retired."""

from datetime import timedelta

from shared.clock import today
from tests.gateway.pages.admin.conftest import UNIT_SESSION, Keeper

PATH = "/quan-tri/phieu"
API = "/api/survey/v1/instruments"


async def new_draft(keeper: Keeper) -> str:
    """Begin a draft on the page of versions and return its address."""
    sent = await keeper.post(f"{PATH}/du-thao")
    assert sent.status == 303
    return sent.headers["location"]


async def test_a_published_version_is_shown_and_cannot_be_changed(keeper: Keeper) -> None:
    assert f'href="{PATH}/1"' in (await keeper.get(PATH)).text
    shown = await keeper.get(f"{PATH}/1")
    [stored] = [one for one in (await keeper.call("GET", API)).body if one["version"] == 1]
    assert stored["sha256"] in shown.text
    assert "Mức độ dễ tiếp cận của giao diện" in shown.text
    assert "How easy the interface is to use" in shown.text
    assert shown.page.form(f"{PATH}/1") == {}
    assert (await keeper.get(f"{PATH}/77")).status == 404
    assert (await keeper.get(f"{PATH}/x")).status == 404


async def test_a_draft_is_written_and_seen_as_raters_will(keeper: Keeper) -> None:
    draft = await new_draft(keeper)
    typed = {"interface-title-vi": "Dễ dùng", "interface-title-en": "Ease", "then": "preview"}
    form = (await keeper.get(draft)).page.form(draft)
    del form["ask-support"]
    sent = await keeper.post(draft, **{**form, **typed, "break-interface": "on"})
    assert (sent.status, sent.headers["location"]) == (303, f"{draft}/xem-truoc")
    shown = await keeper.get(f"{draft}/xem-truoc")
    legends = [" ".join(one.text.split()) for one in shown.page.all("legend")]
    assert legends == ["Dễ dùng", "Nội dung", "Chất lượng", "Tương tác"]
    assert "Ease" in (await keeper.get(f"{draft}/xem-truoc?lang=en")).text
    await keeper.get(f"{draft}/xem-truoc?lang=vi")
    stored = (await keeper.call("GET", f"{API}/drafts/{draft.rpartition('/')[2]}")).body
    assert stored["breaks"] == ["interface"]
    again = (await keeper.get(draft)).page.form(draft)
    assert "ask-support" not in again
    assert again["support-title-vi"] == "Chức năng hỗ trợ"


async def test_each_fault_stands_at_its_field(keeper: Keeper) -> None:
    draft = await new_draft(keeper)
    faulty = {
        "title-en": "",
        "source-vi": "x" * 301,
        "content-question-vi": " ",
        "quality-option-fair-en": "",
    }
    refused = await keeper.submit(draft, **faulty, **{"interface-title-vi": "Giữ nguyên chữ này"})
    assert refused.status == 422
    marked = {one.get("name") for one in refused.page.all("input") if one.get("aria-invalid")}
    assert marked == set(faulty)
    assert refused.page.form(draft)["interface-title-vi"] == "Giữ nguyên chữ này"
    form = (await keeper.get(draft)).page.form(draft)
    nothing = {name: value for name, value in form.items() if not name.startswith("ask-")}
    refused = await keeper.post(draft, **nothing)
    assert refused.status == 422
    assert "Hãy hỏi ít nhất một câu" in refused.page.text_of("main")


async def test_who_was_slower_sees_both_drafts_and_loses_nothing(keeper: Keeper) -> None:
    draft = await new_draft(keeper)
    form = (await keeper.get(draft)).page.form(draft)
    await keeper.post(draft, **{**form, "title-vi": "Phiếu của người kia", "ask-other": ""})
    mine = {**form, "title-vi": "Phiếu của tôi", "quality-title-en": "Grade"}
    refused = await keeper.post(draft, **mine)
    assert refused.status == 412
    rows = [" ".join(row.text.split()) for row in refused.page.all("tr")]
    assert any("Phiếu của người kia" in row and "Phiếu của tôi" in row for row in rows)
    assert any("Hỏi câu nàykhôngcó" in row for row in rows)
    kept = refused.page.form(draft)
    assert kept == {**mine, "version": "2"}
    assert (await keeper.post(draft, **kept)).status == 303


async def test_a_draft_is_published_from_a_day_on_and_retired(keeper: Keeper) -> None:
    draft = await new_draft(keeper)
    publish = f"{draft}/ban-hanh"
    for day in ("", "x", today().isoformat()):
        refused = await keeper.submit(draft, publish, valid_from=day)
        assert refused.status == 422
        assert refused.page.control("valid_from").get("aria-invalid") == "true"
    later = today() + timedelta(days=400)
    sent = await keeper.submit(draft, publish, valid_from=later.isoformat())
    assert sent.status == 303
    page = sent.headers["location"].partition("?")[0]
    assert "Sắp dùng" in (await keeper.get(page)).text
    assert (await keeper.get(draft)).status == 404
    early = await keeper.submit(page, f"{page}/ngung", valid_to=today().isoformat())
    assert early.status == 422
    assert early.page.control("valid_to").get("aria-invalid") == "true"
    last = later + timedelta(days=30)
    sent = await keeper.submit(page, f"{page}/ngung", valid_to=last.isoformat())
    assert sent.status == 303
    assert f"{last:%d/%m/%Y}" in (await keeper.get(page)).text


async def test_a_draft_is_thrown_away_once_only_as_it_was_read(keeper: Keeper) -> None:
    draft = await new_draft(keeper)
    dropping = (await keeper.get(draft)).page.form(f"{draft}/xoa")
    await keeper.submit(draft)
    assert (await keeper.post(f"{draft}/xoa", **dropping)).status == 412
    assert (await keeper.submit(draft, f"{draft}/xoa")).status == 303
    assert (await keeper.get(draft)).status == 404


async def test_who_keeps_one_unit_keeps_no_survey(keeper: Keeper) -> None:
    keeper.session = UNIT_SESSION
    refused = await keeper.get(PATH)
    assert refused.status == 403
    assert "Phiếu đánh giá dùng chung cho mọi đơn vị" in refused.text
