"""Finding answers: published ones, ready ones, and a unit's own page."""

from collections.abc import AsyncIterator

import pytest

from shared.contracts.qa.questions import OwnQuestion
from tests.gateway.conftest import COOKIE, MakeGateway
from tests.gateway.pages.citizen.small_qa import (
    CitizensQa,
    found_unit,
    public_question,
    ready_answer,
    record,
    visiting_citizen,
)
from tests.gateway.questions import CODE, JUSTICE, MOMENT
from tests.support.pages import PageClient


@pytest.fixture
def qa() -> CitizensQa:
    return CitizensQa(
        published=[public_question()],
        ready=[ready_answer()],
        units=[found_unit("so-tu-phap", "Sở Tư pháp"), found_unit("so-y-te", "Sở Y tế")],
    )


@pytest.fixture
async def reader(
    qa: CitizensQa, make_gateway: MakeGateway, services: object
) -> AsyncIterator[PageClient]:
    async with visiting_citizen(make_gateway, qa) as client:
        yield client


async def test_words_looked_for_are_marked_and_filters_passed_on(
    reader: PageClient, qa: CitizensQa
) -> None:
    found = await reader.get("/hoi-dap?q=ban+sao&topic=ho-tich&year=2026&unit_name=tư pháp")
    assert found.page.faults == []
    assert "Cấp <mark>bản</mark> <mark>sao</mark> khai sinh" in found.text
    asked = {"q": "ban sao", "unit": "so-tu-phap", "topic": "ho-tich", "year": "2026"}
    assert qa.asked[-1] == asked | {"limit": "20"}
    assert "Có 1 câu trả lời." in found.text
    assert 'content="noindex, follow"' in found.text
    assert "/api/qa/v1/feeds/answers.atom?unit=so-tu-phap&amp;topic=ho-tich" in found.text


async def test_a_unit_unclear_is_offered_as_links(reader: PageClient, qa: CitizensQa) -> None:
    unclear = await reader.get("/hoi-dap?q=ban+sao&unit_name=sở")
    assert unclear.page.faults == []
    assert 'href="/hoi-dap?q=ban+sao&amp;unit=so-y-te"' in unclear.text
    assert "unit" not in qa.asked[-1]


async def test_finding_nothing_says_what_next(reader: PageClient, qa: CitizensQa) -> None:
    qa.published, qa.ready = [], []
    for path, words in (
        ("/hoi-dap?q=zzzz", "/hoi-dap/gui?title=zzzz"),
        ("/hoi-dap", "Gửi câu hỏi đầu tiên"),
        ("/hoi-dap/cau-hoi-thuong-gap?q=zzzz", "/hoi-dap?q=zzzz"),
        ("/hoi-dap/cau-hoi-thuong-gap", "Xem câu hỏi của người dân"),
        ("/hoi-dap/don-vi?q=zzzz", "/hoi-dap/gui"),
    ):
        found = await reader.get(path)
        assert found.page.faults == []
        assert words in found.text, path


async def test_a_whole_list_may_be_indexed(reader: PageClient) -> None:
    for path in ("/hoi-dap", "/hoi-dap/cau-hoi-thuong-gap", "/hoi-dap/don-vi"):
        found = await reader.get(path)
        assert found.page.faults == []
        assert f'<link rel="canonical" href="http://127.0.0.1:8080{path}">' in found.text
        assert "noindex" not in found.text


@pytest.mark.parametrize("query", ["year=20", "year=abcd", "year=2026;", f"q={'a' * 201}"])
async def test_an_odd_filter_is_refused(reader: PageClient, query: str) -> None:
    assert (await reader.get(f"/hoi-dap?{query}")).status == 422


async def test_a_ready_answer_tells_what_it_rests_on(reader: PageClient, qa: CitizensQa) -> None:
    shown = await reader.get("/hoi-dap/cau-hoi-thuong-gap/f1")
    assert shown.page.faults == []
    assert "224/2026/NĐ-CP" in shown.text
    assert 'itemtype="https://schema.org/FAQPage"' in shown.text
    document = {"number": "43/2011/NĐ-CP", "title": "Cũ", "is_expired": True}
    qa.ready = [
        ready_answer(cites_expired=True, documents=[document]),
        ready_answer(id="f2", state="expired"),
    ]
    outdated = await reader.get("/hoi-dap/cau-hoi-thuong-gap/f1")
    assert "Đã hết hiệu lực" in outdated.text
    expired = await reader.get("/hoi-dap/cau-hoi-thuong-gap/f2")
    assert "không còn áp dụng" in expired.text
    assert 'content="noindex"' in expired.text
    assert (await reader.get("/hoi-dap/cau-hoi-thuong-gap/f3")).status == 404


async def test_a_unit_shows_its_record_when_there_is_enough_of_it(
    reader: PageClient, qa: CitizensQa
) -> None:
    few = await reader.get(f"/hoi-dap/don-vi/{JUSTICE.id}")
    assert few.page.faults == []
    assert "khi có ít nhất 5 câu hỏi" in few.text
    assert CODE in few.text
    shares = {"on_time_share": 0.875, "decided": 8, "on_time": 7, "median_days": 3.5}
    qa.record = record(**shares, satisfaction_share=0.9, ratings=10)
    many = await reader.get(f"/hoi-dap/don-vi/{JUSTICE.id}")
    assert many.page.faults == []
    assert "87,5 %" in many.text
    assert "7 trong 8 câu hỏi" in many.text


async def test_own_questions_are_for_who_is_signed_in(reader: PageClient, qa: CitizensQa) -> None:
    guest = await reader.get("/hoi-dap/cua-toi")
    assert guest.headers["location"] == "/auth/login?next=%2Fhoi-dap%2Fcua-toi"
    empty = await reader.get("/hoi-dap/cua-toi", cookie=COOKIE["Cookie"])
    assert empty.page.faults == []
    assert "Bạn chưa gửi câu hỏi nào" in empty.text
    told = {"code": CODE, "title": "Cấp bản sao", "unit": JUSTICE, "asked_at": MOMENT}
    qa.own = [
        OwnQuestion.model_validate({**told, "due_at": MOMENT, **more})
        for more in (
            {"status": "info_requested", "is_overdue": False, "waits_for_sender": True},
            {"status": "in_progress", "is_overdue": True},
            {"status": "answered", "is_overdue": False, "answered_at": MOMENT},
            {"status": "withdrawn", "is_overdue": False},
        )
    ]
    listed = await reader.get("/hoi-dap/cua-toi", cookie=COOKIE["Cookie"])
    assert listed.page.faults == []
    for words in ("Cần bạn bổ sung", "Quá hạn", "trả lời ngày 20/11/2026", "Đã rút"):
        assert words in listed.text
