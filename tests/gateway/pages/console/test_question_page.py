"""The page of one question: to whom it may be given, what became of it, and forms sent twice."""

import pytest

from shared.contracts.qa.notifications import NotificationOut
from tests.gateway.conftest import MakeGateway, Services
from tests.gateway.questions import CODE, MOMENT, OFFICER, SmallQa, step, told_question, visiting

PAGE = f"/can-bo/{CODE}"
TEXT = "Nộp tại **bộ phận một cửa** ạ."
DRAFT = {"text": TEXT, "by": "An", "saved_at": MOMENT}
ANSWER = {"text": TEXT, "html": "<p>x</p>", "unit": {"id": "a", "name": "A"}, "answered_at": MOMENT}
COLLEAGUES = [{"id": "officer1", "name": "Nguyễn Văn An"}, {"id": "officer2", "name": "Trần Nam"}]
WORKING = {"actions": ["assign", "draft", "publish"], "assignable": COLLEAGUES}

pytestmark = pytest.mark.usefixtures("services")


async def test_a_question_can_be_given_to_a_colleague(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question(**WORKING))) as client:
        shown = (await client.get(PAGE, cookie=OFFICER)).page
    assert shown.faults == []
    options = shown.all("option")
    assert [(one.get("value"), one.text) for one in options] == [
        ("officer1", "Tôi"), ("officer2", "Trần Nam")
    ]  # fmt: skip
    assert "selected" in options[0].attributes


async def test_whose_it_is_stands_chosen(make_gateway: MakeGateway) -> None:
    qa = SmallQa(told_question(**WORKING, assignee="Trần Nam", assignee_id="officer2"))
    async with visiting(make_gateway, qa) as client:
        shown = (await client.get(PAGE, cookie=OFFICER)).page
    [chosen] = [one for one in shown.all("option") if "selected" in one.attributes]
    assert (chosen.get("value"), chosen.text) == ("officer2", "Trần Nam")


async def test_who_works_alone_is_not_asked_to_whom(make_gateway: MakeGateway) -> None:
    qa = SmallQa(told_question(actions=["assign"], assignable=COLLEAGUES[:1]))
    async with visiting(make_gateway, qa) as client:
        shown = await client.get(PAGE, cookie=OFFICER)
    assert 'name="person"' not in shown.text
    assert "Nhận xử lý" in shown.text


@pytest.mark.parametrize(
    ("role", "vietnamese", "english"),
    [
        ("head", "lãnh đạo đơn vị", "the head of the unit"),
        ("coordinator", "đầu mối điều phối", "the coordinator"),
        ("leader", "lãnh đạo", "the leadership"),
        ("officer", "cán bộ đầu mối", "the focal officer"),
    ],
)
async def test_the_timeline_says_whom_a_step_reached(
    make_gateway: MakeGateway, role: str, vietnamese: str, english: str
) -> None:
    steps = [step("escalated", told_role=role), step("reminded", told_role=role)]
    async with visiting(make_gateway, SmallQa(told_question(timeline=steps))) as client:
        for path, cookie in ((PAGE, OFFICER), (f"/hoi-dap/{CODE}", "")):
            shown = (await client.get(f"{path}?lang=vi", cookie=cookie)).text
            assert f"Quá hạn, đã chuyển tới {vietnamese}" in shown
            assert f"Đã nhắc {vietnamese}" in shown
            shown = (await client.get(f"{path}?lang=en", cookie=cookie)).text
            assert f"Overdue, escalated to {english}" in shown
            assert f"Reminded {english}" in shown


async def test_steps_of_an_unknown_role_are_still_told(make_gateway: MakeGateway) -> None:
    steps = [step("escalated", told_role="minister"), step("reminded")]
    async with visiting(make_gateway, SmallQa(told_question(timeline=steps))) as client:
        shown = (await client.get(PAGE, cookie=OFFICER)).text
    assert "Quá hạn, đã chuyển cấp" in shown
    assert "Đã nhắc cán bộ<" in shown


async def test_an_assignment_names_the_officer_in_its_title(make_gateway: MakeGateway) -> None:
    steps = [step("assigned", note="Trần Nam")]
    async with visiting(make_gateway, SmallQa(told_question(timeline=steps))) as client:
        shown = await client.get(PAGE, cookie=OFFICER)
    assert "Đã phân công cho Trần Nam" in shown.text


async def test_who_only_follows_a_question_is_told_so(make_gateway: MakeGateway) -> None:
    qa = SmallQa(told_question(actions=[]))
    async with visiting(make_gateway, qa) as client:
        assert "Đơn vị khác chủ trì" in (await client.get(PAGE, cookie=OFFICER)).text
        qa.question = told_question(actions=[], status="answered", answer=ANSWER)
        assert "Đơn vị khác chủ trì" not in (await client.get(PAGE, cookie=OFFICER)).text


async def test_what_is_due_soon_in_the_list_is_due_soon_on_its_page(
    make_gateway: MakeGateway,
) -> None:
    async with visiting(make_gateway, SmallQa(told_question(is_due_soon=True))) as client:
        assert "Sắp đến hạn" in (await client.get(PAGE, cookie=OFFICER)).text


@pytest.mark.parametrize("refusal", [409, 412])
@pytest.mark.parametrize("action", ["tiep-nhan", "phan-cong"])
async def test_who_was_too_late_sees_the_question_as_it_is_now(
    make_gateway: MakeGateway, action: str, refusal: int
) -> None:
    async with visiting(make_gateway, SmallQa(told_question(), refusal)) as client:
        sent = await client.post(f"{PAGE}/{action}", {"version": "1"}, cookie=OFFICER)
        assert (sent.status, sent.headers["location"]) == (303, f"{PAGE}?done=thay-doi")
        shown = await client.get(sent.headers["location"], cookie=OFFICER)
    assert shown.page.faults == []
    assert "Đây là bản mới nhất" in shown.text


@pytest.mark.parametrize(
    ("action", "now"),
    [("du-thao", {"draft": DRAFT}), ("tra-loi", {"answer": ANSWER, "status": "answered"})],
)
async def test_a_form_sent_twice_is_no_conflict(
    make_gateway: MakeGateway, action: str, now: dict[str, object]
) -> None:
    async with visiting(make_gateway, SmallQa(told_question(**now))) as client:
        typed = {"text": f"{TEXT}\r\n", "version": "1"}
        sent = await client.post(f"{PAGE}/{action}", typed, cookie=OFFICER)
        assert (sent.status, sent.headers["location"]) == (303, f"{PAGE}?done={action}")
        other = {"text": "Bản khác hẳn của tôi.", "version": "1"}
        refused = await client.post(f"{PAGE}/{action}", other, cookie=OFFICER)
        assert refused.status == 409
        assert "Bản khác hẳn của tôi." in refused.text


async def test_a_draft_saved_is_not_an_answer_given(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question(draft=DRAFT))) as client:
        sent = await client.post(f"{PAGE}/tra-loi", {"text": TEXT, "version": "1"}, cookie=OFFICER)
    assert sent.status == 409


async def test_only_a_stored_text_lets_go_of_what_was_typed(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question(**WORKING))) as client:
        for done, forgets in (("tiep-nhan", False), ("phan-cong", False), ("du-thao", True)):
            shown = await client.get(f"{PAGE}?done={done}", cookie=OFFICER)
            assert ("data-draft-sent" in shown.text) is forgets
            assert f'data-draft="answer-{CODE}-new"' in shown.text


def notification(number: int, **fields: str) -> NotificationOut:
    told = {"kind": "question_asked", "code": CODE, "title": "Cấp bản sao", **fields}
    return NotificationOut.model_validate({**told, "id": f"n{number}", "at": MOMENT, "read": False})


async def test_a_notification_says_whom_a_step_reached(make_gateway: MakeGateway) -> None:
    qa = SmallQa(told_question())
    qa.notifications = [
        notification(1, kind="question_escalated", told_role="head"),
        notification(2, kind="reminder", told_role="officer"),
        notification(3, kind="question_escalated"),
    ]
    async with visiting(make_gateway, qa) as client:
        shown = (await client.get("/can-bo/thong-bao?lang=vi", cookie=OFFICER)).text
        english = (await client.get("/can-bo/thong-bao?lang=en", cookie=OFFICER)).text
    assert "Quá hạn, đã chuyển tới lãnh đạo đơn vị" in shown
    assert "Nhắc hạn trả lời (cán bộ đầu mối)" in shown
    assert "Câu hỏi quá hạn được chuyển tới bạn" in shown
    assert "Overdue, escalated to the head of the unit" in english


async def test_the_number_beside_the_link_is_the_same_on_every_page(
    make_gateway: MakeGateway,
) -> None:
    qa = SmallQa(told_question())
    qa.notifications = [notification(number) for number in range(25)]
    async with visiting(make_gateway, qa) as client:
        for path in ("/can-bo", PAGE, "/can-bo/thong-bao", "/can-bo/thong-bao?cursor=20"):
            shown = (await client.get(path, cookie=OFFICER)).page
            [side] = [nav for nav in shown.all("nav") if nav.get("class") == "side-nav"]
            assert "Thông báo 25" in " ".join(side.text.split()), path


async def test_answered_questions_are_not_narrowed_by_states_of_open_ones(
    make_gateway: MakeGateway,
) -> None:
    async with visiting(make_gateway, SmallQa(told_question())) as client:
        shown = await client.get("/can-bo?status=received", cookie=OFFICER)
        assert 'href="/can-bo?show=answered"' in shown.text
        assert 'href="/can-bo?status=received&amp;show=overdue"' in shown.text
        shown = await client.get("/can-bo?show=answered", cookie=OFFICER)
        assert 'name="status"' not in shown.text


async def test_a_leader_opens_what_an_escalation_links_to(
    make_gateway: MakeGateway, services: Services
) -> None:
    services.auth.sessions["l" * 43] = ("leader1", [("leader", "ubnd-hue")])
    leader = f"langnghe_session={'l' * 43}"
    qa = SmallQa(told_question(is_overdue=True))
    qa.notifications = [notification(1, kind="question_escalated", told_role="leader")]
    async with visiting(make_gateway, qa) as client:
        for path in (PAGE, "/can-bo/thong-bao"):
            shown = await client.get(path, cookie=leader)
            assert (shown.status, shown.page.faults) == (200, [])
            assert 'href="/can-bo"' not in shown.text
        qa.notifications = []
        assert 'href="/can-bo"' not in (await client.get("/can-bo/thong-bao", cookie=leader)).text
        assert (await client.get("/can-bo", cookie=leader)).status == 403
        refused = await client.post(f"{PAGE}/tiep-nhan", {"version": "3"}, cookie=leader)
        assert refused.status == 403


async def test_the_english_page_calls_publication_by_its_name(make_gateway: MakeGateway) -> None:
    async with visiting(make_gateway, SmallQa(told_question())) as client:
        for path, cookie in ((PAGE, OFFICER), (f"/hoi-dap/{CODE}", "")):
            shown = (await client.get(f"{path}?lang=en", cookie=cookie)).page
            terms = [term.text for term in shown.all("dt")]
            assert "Publication" in terms
            assert "Public figures" not in terms
