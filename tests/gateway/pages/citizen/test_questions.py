"""One question's page, as its sender and everybody else see it."""

from typing import Any

import pytest

from gateway.labels import HOLDER, STATUS, STATUS_KIND, TIMELINE
from shared.contracts.qa.questions import QuestionStatus
from tests.gateway.conftest import MakeGateway
from tests.gateway.pages.citizen.small_qa import CitizensQa, answer, visiting_citizen
from tests.gateway.questions import CODE, MOMENT, step, told_question
from tests.support.pages import Answer

LEFT_OUT = '<mark class="redacted">[…]</mark>'

pytestmark = pytest.mark.usefixtures("services")


async def shown(make_gateway: MakeGateway, *questions: dict[str, Any]) -> list[Answer]:
    """Return the page of a question in each of these ways."""
    qa, pages = CitizensQa(), []
    async with visiting_citizen(make_gateway, qa) as client:
        for question in questions:
            qa.question = told_question(**question)
            pages.append(await client.get(f"/hoi-dap/{CODE}"))
    for page in pages:
        assert page.status == 200
        assert page.page.faults == []
    return pages


async def test_an_overdue_question_promises_no_answer_before_a_day_gone_by(
    make_gateway: MakeGateway,
) -> None:
    in_time, late = await shown(make_gateway, {}, {"is_overdue": True})
    promise = "Cơ quan sẽ trả lời trước"
    assert promise in in_time.text
    assert promise not in late.text
    assert "đã quá hạn 10:00 ngày 20/11/2026" in late.text


def test_every_state_has_its_words() -> None:
    states = {state.value for state in QuestionStatus}
    assert set(STATUS) == set(STATUS_KIND) == set(HOLDER) == states


async def test_every_state_and_step_makes_a_sound_page(make_gateway: MakeGateway) -> None:
    steps = [step(kind, note="Vì lý do đó.") for kind in (*TIMELINE, "never-heard-of")]
    ways: list[dict[str, Any]] = [{"status": state, "timeline": steps} for state in STATUS]
    pages = await shown(make_gateway, *ways)
    assert "Sở Tư pháp đang trả lời lại." in pages[list(STATUS).index("reopened")].text


async def test_a_public_question_is_marked_up_for_search_engines(
    make_gateway: MakeGateway,
) -> None:
    told = {"status": "answered", "is_published": True, "answer": answer(published_at=MOMENT)}
    public, private = await shown(make_gateway, told, {})
    assert 'itemtype="https://schema.org/QAPage"' in public.text
    assert 'itemprop="acceptedAnswer"' in public.text
    assert f'<link rel="canonical" href="http://127.0.0.1:8080/hoi-dap/{CODE}">' in public.text
    assert "noindex" not in public.text
    assert "schema.org" not in private.text
    assert 'content="noindex"' in private.text


async def test_what_was_left_out_can_be_seen_and_heard(make_gateway: MakeGateway) -> None:
    [page] = await shown(
        make_gateway,
        {
            "status": "answered", "is_published": True, "is_edited": True,
            "title": "Nhà ông […] bị ngập",
            "answer": answer(corrected_at=MOMENT, html=f"<p>Ông {LEFT_OUT} nộp.</p><p>&lt;b></p>"),
            "corrections": [{"at": MOMENT, "reason": "Nhầm số.", "text": "c", "html": "<p>Cũ</p>"}],
        },
    )  # fmt: skip
    assert page.page.text_of("h1") == "Nhà ông […](phần đã che) bị ngập"
    assert '[…]<span class="visually-hidden">(phần đã che)</span></mark> nộp.' in page.text
    assert "&lt;b>" in page.text
    assert "đã biên tập" in page.text
    assert "đính chính lúc 20/11/2026 10:00" in page.text
    assert "Nhầm số." in page.text


async def test_what_held_an_answer_up_is_told(make_gateway: MakeGateway) -> None:
    extension = {
        "at": MOMENT, "working_days": 5, "reason": "Cần đo lại.", "due_before": MOMENT,
        "due_after": "2026-11-27T03:00:00Z",
    }  # fmt: skip
    days = [
        {"day": "2026-11-20", "kind": "event", "counted": 0},
        {"day": "2026-11-21", "kind": "weekend", "counted": 0},
        {"day": "2026-11-24", "kind": "day_off", "note": "Ngày Văn hóa",
         "source": "TB 1", "counted": 0},
        {"day": "2026-11-25", "kind": "paused", "counted": 0},
        {"day": "2026-11-28", "kind": "makeup", "counted": 1},
    ]  # fmt: skip
    pauses = [{"starts": MOMENT, "ends": MOMENT}, {"starts": MOMENT}]
    told = {"pauses": pauses, "extensions": [extension], "due_days": days}
    [page] = await shown(make_gateway, told)
    for words in (
        "Gia hạn 5 ngày làm việc: từ 20/11/2026 sang 27/11/2026.", "Cần đo lại.",
        "Đang tạm dừng từ 20/11/2026", "Ngày Văn hóa (TB 1)", "Làm bù, có tính",
    ):  # fmt: skip
        assert words in page.text


async def test_a_question_answered_elsewhere_leads_there(make_gateway: MakeGateway) -> None:
    rejection = {
        "ground": "complaint",
        "guidance": "g",
        "html": "<p>Gửi Thanh tra.</p>",
        "at": MOMENT,
    }
    into = {"code": "HDXX1234", "title": "Câu kia", "is_published": True}
    rejected, merged, hidden = await shown(
        make_gateway,
        {"status": "rejected", "rejection": rejection},
        {"status": "merged", "merged_into": into},
        {"status": "merged", "merged_into": {**into, "is_published": False}},
    )
    assert "Gửi Thanh tra." in rejected.text
    assert "Luật Khiếu nại" in rejected.text
    assert 'href="/hoi-dap/HDXX1234"' in merged.text
    assert 'href="/hoi-dap/HDXX1234"' not in hidden.text


async def test_files_are_offered_once_they_were_checked(make_gateway: MakeGateway) -> None:
    file = {"media_type": "image/png", "bytes": 2_000, "at": MOMENT, "by": "sender"}
    files = [
        {**file, "id": "a1", "name": "ảnh.png", "state": "ready"},
        {**file, "id": "a2", "name": "mới.png", "state": "waiting"},
        {**file, "id": "a3", "name": "hại.png", "state": "refused"},
    ]
    [page] = await shown(make_gateway, {"attachments": files})
    assert f'href="/hoi-dap/{CODE}/tep-dinh-kem/a1"' in page.text
    assert "tep-dinh-kem/a2" not in page.text
    assert "đã bị loại vì không an toàn" in page.text
