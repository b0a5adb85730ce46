"""The forms of the changes: nothing typed is lost, steps change nothing, signs of personal data."""

import pytest

from tests.gateway.conftest import MakeGateway
from tests.gateway.questions import CODE, MOMENT, OFFICER, SmallQa, told_question, visiting

PAGE = f"/can-bo/{CODE}"
REASON = "Nội dung thuộc <b>Sở Xây dựng</b>."
ALL = ["reject", "forward", "return", "extend", "request-info", "draft", "publish", "notes"]

pytestmark = pytest.mark.usefixtures("services")


async def test_somebody_faster_leaves_the_typed_reason_where_it_was(
    make_gateway: MakeGateway,
) -> None:
    async with visiting(make_gateway, SmallQa(told_question(actions=ALL), 412)) as client:
        typed = {"reason": REASON, "version": "1"}
        refused = await client.post(f"{PAGE}/chuyen-tra", typed, cookie=OFFICER)
    assert refused.status == 409
    assert refused.page.faults == []
    assert refused.page.control("reason").text.strip() == REASON
    assert refused.page.form(f"{PAGE}/chuyen-tra")["version"] == "3"


async def test_a_change_that_is_no_longer_possible_still_shows_what_was_typed(
    make_gateway: MakeGateway,
) -> None:
    async with visiting(make_gateway, SmallQa(told_question(actions=[]), 409)) as client:
        typed = {"reason": REASON, "working_days": "5", "version": "1"}
        refused = await client.post(f"{PAGE}/gia-han", typed, cookie=OFFICER)
    assert "Lúc này không làm được việc này" in refused.text
    assert refused.page.control("reason").text.strip() == REASON


async def test_a_session_that_ended_costs_no_reason(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question())) as client:
        typed = {"working_days": "5", "reason": REASON, "version": "3"}
        refused = await client.post(f"{PAGE}/gia-han", typed)
    assert refused.status == 401
    sent_again = refused.page.form(f"{PAGE}/gia-han")
    assert (sent_again["reason"].strip(), sent_again["working_days"]) == (REASON, "5")


async def test_guidance_is_filled_in_for_the_ground_and_never_over_own_words(
    make_gateway: MakeGateway,
) -> None:
    async with visiting(make_gateway, SmallQa(told_question(actions=ALL))) as client:
        step = {"step": "guide", "ground": "complaint", "guidance": "", "version": "3"}
        filled = await client.post(f"{PAGE}/tu-choi", step, cookie=OFFICER)
        assert "là khiếu nại" in filled.page.control("guidance").text
        own = {**step, "guidance": "Mời ông/bà tới phòng 2."}
        kept = await client.post(f"{PAGE}/tu-choi", own, cookie=OFFICER)
    assert kept.page.control("guidance").text.strip() == "Mời ông/bà tới phòng 2."


async def test_what_is_missing_is_said_at_its_field(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question(actions=ALL))) as client:
        refused = await client.post(f"{PAGE}/chuyen", {"version": "3"}, cookie=OFFICER)
    assert refused.status == 422
    assert refused.page.faults == []
    assert "Hãy tìm rồi chọn một đơn vị." in refused.text
    assert "Hãy ghi lý do" in refused.text


async def test_an_unknown_change_is_not_there(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question())) as client:
        assert (await client.get(f"{PAGE}/khong-co", cookie=OFFICER)).status == 404


async def test_personal_data_is_left_out_of_the_public_version_from_the_start(
    make_gateway: MakeGateway,
) -> None:
    body = "Gọi tôi theo số 0912 345 678 nhé."
    flag = {"field": "body", "kind": "phone", "start": 16, "end": 28}
    question = told_question(actions=ALL, body=body, flags=[flag])
    async with visiting(make_gateway, SmallQa(question)) as client:
        shown = (await client.get(PAGE, cookie=OFFICER)).page
        assert shown.control("public_body").text.strip() == "Gọi tôi theo số […] nhé."
        assert [mark.text for mark in shown.all("mark")] == ["0912 345 678"]
        typed = {"text": "Xin trả lời ông/bà như sau.", "mode": "same", "version": "3"}
        warned = await client.post(f"{PAGE}/tra-loi", typed, cookie=OFFICER)
    assert warned.status == 422
    assert "Có thể đang công khai thông tin cá nhân" in warned.text
    assert warned.page.faults == []


async def test_both_versions_survive_a_conflict(make_gateway: MakeGateway) -> None:
    draft = {"text": "Bản của người khác.", "by": "Nam", "saved_at": MOMENT}
    question = told_question(actions=ALL, draft=draft)
    typed = {
        "text": "Bản của tôi đây ạ.", "mode": "edited", "public_title": "Tiêu đề đã sửa",
        "public_body": "Câu hỏi đã sửa rồi.", "public_text": "Trả lời đã sửa.", "version": "1",
    }  # fmt: skip
    async with visiting(make_gateway, SmallQa(question, 412)) as client:
        conflict = await client.post(f"{PAGE}/du-thao", typed, cookie=OFFICER)
    assert conflict.status == 409
    assert conflict.page.faults == []
    assert "Bản của người khác." in conflict.text
    again = conflict.page.form(f"{PAGE}/du-thao")
    assert {name: again[name].strip() for name in typed if name != "version"} == {
        name: text for name, text in typed.items() if name != "version"
    }
