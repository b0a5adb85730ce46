"""An opinion poll from draft to results, as its keeper and as those who answer see it."""

from datetime import timedelta

from shared.clock import today
from tests.gateway.pages.admin.conftest import JUSTICE, ROOT, UNIT_SESSION, Keeper
from tests.support.pages import Answer, PageClient

PATH, NEW, PUBLIC = "/quan-tri/tham-do", "/quan-tri/tham-do-moi", "/danh-gia/tham-do"
API = "/api/survey/v1/polls"
TYPED = {
    "title-vi": "Giờ làm việc",
    "title-en": "Office hours",
    "unit": JUSTICE,
    "valid_from": today().isoformat(),
    "valid_to": (today() + timedelta(days=3)).isoformat(),
    "q1-kind": "single",
    "q1-question-vi": "Giờ nào tiện?",
    "q1-question-en": "Which hour suits you?",
    "q1-options-vi": "Sáng\n\nChiều\n",
    "q1-options-en": "Morning\nAfternoon",
    "q3-kind": "multiple",
    "q3-question-vi": "Dùng dịch vụ nào?",
    "q3-question-en": "Which services?",
    "q3-options-vi": "Đất đai\nHộ tịch",
    "q3-options-en": "Land\nCivil status",
}
REST = {
    "q4-kind": "scale",
    "q4-question-vi": "Dễ hay khó?",
    "q4-question-en": "Easy or hard?",
    "q4-options-vi": "Rất khó\nRất dễ",
    "q4-options-en": "Very hard\nVery easy",
    "q5-kind": "text",
    "q5-question-vi": "Góp ý gì thêm?",
    "q5-question-en": "Anything else?",
}


async def drafted(keeper: Keeper, **changed: str) -> str:
    """Draft a poll and return its id."""
    sent = await keeper.post(NEW, **{**TYPED, **REST, **changed})
    assert sent.status == 303, sent.text
    return sent.headers["location"].partition("?")[0].rpartition("/")[2]


async def opened(keeper: Keeper, **changed: str) -> str:
    """Open a poll and return its id."""
    poll = await drafted(keeper, **changed)
    assert (await keeper.submit(f"{PATH}/{poll}", f"{PATH}/{poll}/mo")).status == 303
    return poll


async def answered(keeper: Keeper, poll: str, **answers: str) -> Answer:
    form = (await keeper.get(f"{PUBLIC}/{poll}")).page.form(f"{PUBLIC}/{poll}")
    return await keeper.post(f"{PUBLIC}/{poll}", **{**form, **answers})


async def test_a_poll_is_drafted_seen_and_opened(keeper: Keeper) -> None:
    poll = await drafted(keeper)
    page = f"{PATH}/{poll}"
    shown = await keeper.get(page)
    assert shown.page.control("q2-options-vi").text.strip() == "Đất đai\nHộ tịch"
    assert shown.page.control("q3-options-vi").text.strip() == "Rất khó\nRất dễ"
    assert shown.page.control("q6-question-vi").get("value") == ""
    preview = await keeper.get(f"{page}/xem-truoc")
    legends = [" ".join(one.text.split()) for one in preview.page.all("legend")]
    assert legends == ["Giờ nào tiện?", "Dùng dịch vụ nào?", "Dễ hay khó?"]
    assert poll not in (await keeper.get(PUBLIC)).text
    assert (await keeper.submit(page, f"{page}/mo")).status == 303
    assert f"{PUBLIC}/{poll}" in (await keeper.get(PUBLIC)).text
    assert "Đang mở" in (await keeper.get(PATH)).text
    assert (await keeper.post(f"{page}/mo", version="2")).status == 409


async def test_each_fault_of_a_draft_stands_at_its_field(keeper: Keeper) -> None:
    faulty = {
        "title-en": "",
        "unit": "",
        "valid_to": "2020-01-01",
        "q1-question-vi": "",
        "q3-options-en": "Land",
    }
    refused = await keeper.post(NEW, **{**TYPED, **faulty})
    assert refused.status == 422
    marked = {e.get("name") for e in refused.page.elements if e.get("aria-invalid")}
    assert marked == {"title-en", "unit", "q1-question-vi", "q3-options-en"}
    assert refused.page.control("q1-options-vi").text.strip() == "Sáng\n\nChiều"
    service = await keeper.post(NEW, **{**TYPED, "valid_to": "2020-01-01", "q1-kind": "scale"})
    assert service.status == 422
    assert service.page.control("valid_to").get("aria-invalid") == "true"
    few = await keeper.post(NEW, **{**TYPED, "q3-options-vi": "Một", "q3-options-en": "One"})
    assert few.page.control("q3-options-vi").get("aria-invalid") == "true"
    nothing = {name: "" for name in TYPED if name.startswith("q")}
    empty = await keeper.post(NEW, **{**TYPED, **nothing})
    assert "Hãy soạn ít nhất một câu hỏi" in empty.page.text_of("main")
    keeper.session = UNIT_SESSION
    foreign = await keeper.post(NEW, **{**TYPED, "unit": ROOT})
    assert (foreign.status, foreign.page.control("unit").get("aria-invalid")) == (403, "true")


async def test_who_was_slower_sees_both_drafts_and_loses_nothing(keeper: Keeper) -> None:
    poll = await drafted(keeper)
    page, places = f"{PATH}/{poll}", {"unit": JUSTICE, "portal": ""}
    kinds = {"q1-kind": "single", "q2-kind": "multiple", "q3-kind": "scale", "q4-kind": "text"}
    form = {**(await keeper.get(page)).page.form(page), **places, **kinds}
    await keeper.post(page, **{**form, "title-vi": "Tên của người kia"})
    mine = {**form, "title-vi": "Tên của tôi", "q1-options-vi": "Sớm\nMuộn"}
    refused = await keeper.post(page, **mine)
    assert refused.status == 412
    rows = [row.text for row in refused.page.all("tr")]
    assert any("Tên của người kia" in row and "Tên của tôi" in row for row in rows)
    kept = refused.page.form(page)
    assert kept["title-vi"] == "Tên của tôi"
    assert kept["q1-options-vi"].strip() == "Sớm\nMuộn"
    assert (await keeper.post(page, **{**kept, **places, **kinds})).status == 303
    stale = await keeper.post(f"{page}/mo", version="1")
    assert stale.status == 412


async def test_a_poll_is_answered_without_scripts_and_counted(keeper: Keeper) -> None:
    poll = await opened(keeper, is_public="on")
    page = f"{PUBLIC}/{poll}"
    nothing = await answered(keeper, poll)
    assert nothing.status == 422
    assert "Hãy trả lời ít nhất một câu" in nothing.text
    long = await answered(keeper, poll, q1="o1", q2="o2", q4="x" * 2_001)
    assert long.status == 422
    assert long.page.control("q4").get("aria-invalid") == "true"
    ticked = {e.get("value") for e in long.page.all("input") if "checked" in e.attributes}
    assert ticked == {"o1", "o2"}
    sent = await answered(keeper, poll, q1="o2", q2="o1", q3="o5", q4="Mở cả thứ Bảy.")
    assert (sent.status, sent.headers["location"]) == (303, f"{page}/cam-on")
    assert "Cảm ơn bạn đã trả lời" in (await keeper.get(f"{page}/cam-on")).text
    await keeper.survey.roll_up()
    results = await keeper.get(f"{PATH}/{poll}")
    assert "Mở cả thứ Bảy." in results.text
    assert "các tỷ lệ cộng lại có thể hơn 100 phần trăm." in results.text
    assert "Trung bình 5,0 trên 5." in results.text
    assert (await keeper.get(f"{page}/ket-qua")).status == 404
    assert (await keeper.submit(f"{PATH}/{poll}", f"{PATH}/{poll}/dong")).status == 303
    over = await keeper.get(page)
    assert (over.status, f"{page}/ket-qua" in over.text) == (410, True)
    public = await keeper.get(f"{page}/ket-qua")
    assert "nên không công bố" in public.text
    assert "Mở cả thứ Bảy." not in public.text


async def test_held_answers_of_a_poll_are_shown_in_its_words(keeper: Keeper) -> None:
    poll = await opened(keeper)
    assert (await answered(keeper, poll, q1="o2", website="x", q4="Rác")).status == 303
    results = await keeper.get(f"{PATH}/{poll}")
    assert f"/quan-tri/tam-giu?portal=poll:{poll}" in results.text
    held = await keeper.get(f"/quan-tri/tam-giu?portal=poll:{poll}")
    assert "Giờ nào tiện?: Chiều" in " ".join(held.text.split())
    assert "Rác" in held.text


async def test_unknown_polls_and_dropped_drafts_are_not_there(keeper: Keeper) -> None:
    poll = await drafted(keeper)
    assert (await keeper.submit(f"{PATH}/{poll}", f"{PATH}/{poll}/xoa")).status == 303
    for path in (f"{PATH}/{poll}", f"{PUBLIC}/{poll}", f"{PUBLIC}/{poll}/ket-qua"):
        assert (await keeper.get(path)).status == 404
    assert (await keeper.post(f"{PUBLIC}/{poll}", q1="o1")).status == 404


async def test_a_service_away_costs_no_answer(client: PageClient) -> None:
    answers = {"q1": "o1", "q4": "Mở cả thứ Bảy.", "key": "key-of-this-answer"}
    refused = await client.post(f"{PUBLIC}/demo", answers)
    assert refused.status == 503
    assert refused.page.faults == []
    assert refused.page.form(f"{PUBLIC}/demo") == answers
