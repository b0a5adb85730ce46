"""`/tai-khoan` and the work list behind it, before the real auth and qa, without scripts."""

from collections.abc import AsyncIterator

import pytest

from services.auth.rights.documents import RightsRequestDocument
from services.auth.sessions.documents import SessionDocument
from shared.clock import now
from shared.ids import new_id
from tests.gateway.conftest import MakeGateway
from tests.gateway.pages.stand import (
    ADMINS_SESSION,
    CITIZEN,
    CITIZENS_SESSION,
    Stand,
    Visitor,
    running_stand,
)
from tests.services.qa.directory import JUSTICE
from tests.services.qa.support import RunningQa, question
from tests.support.pages import visitor
from tests.support.tokens import bearer

RIGHTS, WORK = "/tai-khoan/yeu-cau", "/quan-tri/quyen-du-lieu"


@pytest.fixture(scope="module")
async def stand(
    make_gateway: MakeGateway, mongodb_uri: str, redis_url: str, qa_behind_pages: RunningQa
) -> AsyncIterator[Stand]:
    async with running_stand(make_gateway, mongodb_uri, redis_url, qa_behind_pages) as stand:
        yield stand


@pytest.fixture
async def citizen(stand: Stand) -> AsyncIterator[Visitor]:
    """Somebody of level 2 without requests."""
    stand.sessions.claims = {}
    await RightsRequestDocument.find_all().delete()
    async with visitor(stand.base) as client:
        yield Visitor(client, CITIZENS_SESSION)


@pytest.fixture
async def admin(stand: Stand) -> AsyncIterator[Visitor]:
    async with visitor(stand.base) as client:
        yield Visitor(client, ADMINS_SESSION)


async def ask(citizen: Visitor, **typed: str) -> str:
    """Send a request and return its id."""
    page = (await citizen.get(RIGHTS)).page
    sent = await citizen.submit(page, RIGHTS, **typed)
    assert sent.status == 303, sent.text
    path, _, done = sent.headers["location"].partition("?")
    assert done == "done=1"
    return path.rpartition("/")[2]


async def test_the_profile_shows_what_is_known_and_four_digits(citizen: Visitor) -> None:
    shown = await citizen.get("/tai-khoan")
    assert "Nguyễn Thị Hoài An" in shown.text
    assert "hoai.an@dan.example" in shown.text
    assert "0101" in shown.text
    assert "000190000101" not in shown.text


async def test_own_data_waits_for_level_two(citizen: Visitor, stand: Stand) -> None:
    stand.sessions.claims = {"loa": 1}
    shown = await citizen.get("/tai-khoan")
    assert "hoai.an@dan.example" not in shown.text
    assert "/auth/login?level=2&amp;next=/tai-khoan" in shown.text
    for path in (RIGHTS, "/tai-khoan/dong-y"):
        sent = await citizen.get(path, 303)
        assert "level=2" in sent.headers["location"]
    assert (await citizen.get("/tai-khoan/phien")).status == 200


async def test_a_guest_is_sent_to_sign_in(stand: Stand) -> None:
    async with visitor(stand.base) as client:
        for path in ("/tai-khoan", "/tai-khoan/phien", RIGHTS):
            sent = await client.get(path)
            assert (sent.status, "/auth/login" in sent.headers["location"]) == (303, True)


async def test_sessions_are_listed_and_ended(citizen: Visitor) -> None:
    made = []
    for device in ("Firefox · Windows", "Safari · iPhone", ""):
        made.append(new_id() * 2)
        await SessionDocument(
            id=made[-1], person=CITIZEN, loa=2, issuer="x", created_at=now(), seen_at=now(),
            device=device,
        ).insert()  # fmt: skip
    shown = await citizen.get("/tai-khoan/phien")
    assert "Firefox · Windows" in shown.text
    assert "Thiết bị không rõ" in shown.text
    ended = await citizen.post(f"/tai-khoan/phien/{made[0]}", {})
    assert ended.headers["location"] == "/tai-khoan/phien?done=one"
    assert "Firefox · Windows" not in (await citizen.get("/tai-khoan/phien?done=one")).text
    again = await citizen.post(f"/tai-khoan/phien/{made[0]}", {})
    assert again.status == 303
    await citizen.post("/tai-khoan/phien/cac-phien-khac", {})
    assert await SessionDocument.find({"person": CITIZEN, "ended_at": None}).count() == 0


async def test_a_consent_is_shown_word_for_word_and_taken_back(
    citizen: Visitor, qa_behind_pages: RunningQa
) -> None:
    qa = qa_behind_pages
    await qa.forget_everything()
    assert "Bạn chưa đồng ý điều gì" in (await citizen.get("/tai-khoan/dong-y")).text
    asked = await qa.post(
        "/questions",
        question(unit=JUSTICE),
        headers={**bearer(CITIZEN), "Idempotency-Key": new_id()},
    )
    code = asked.body["code"]
    shown = await citizen.get("/tai-khoan/dong-y")
    assert "Tôi đồng ý công khai câu hỏi và câu trả lời" in shown.text
    action = f"/tai-khoan/dong-y/{code}/rut-lai"
    done = await citizen.submit(shown.page, action)
    assert done.headers["location"] == "/tai-khoan/dong-y?done=1"
    assert "Đã rút lại" in (await citizen.get("/tai-khoan/dong-y?done=1")).text
    assert (await qa.stored(code)).may_publish is False
    stale = await citizen.post(action, {"version": "77"})
    assert stale.headers["location"] == "/tai-khoan/dong-y?done=again"


async def test_a_consent_is_taken_back_on_the_questions_own_page(
    citizen: Visitor, qa_behind_pages: RunningQa
) -> None:
    qa = qa_behind_pages
    await qa.forget_everything()
    headers = {**bearer(CITIZEN), "Idempotency-Key": new_id()}
    asked = await qa.post("/questions", question(unit=JUSTICE), headers=headers)
    path = f"/hoi-dap/{asked.body['code']}"
    action = f"{path}/thoi-cong-khai"
    page = (await citizen.get(path)).page
    late = await citizen.post(action, {"version": "9"})
    assert late.headers["location"] == path
    done = await citizen.submit(page, action)
    assert done.headers["location"] == f"{path}?done=thoi-cong-khai"
    shown = await citizen.get(f"{path}?done=thoi-cong-khai")
    assert "Đã thôi công khai" in shown.text
    assert action not in shown.text


async def test_a_copy_is_asked_for_and_downloaded(citizen: Visitor, stand: Stand) -> None:
    request = await ask(citizen, kind="view")
    assert "Đang chuẩn bị bản dữ liệu" in (await citizen.get(f"{RIGHTS}/{request}")).text
    await stand.gathered(request)
    shown = await citizen.get(f"{RIGHTS}/{request}")
    address = f"/api/auth/v1/rights-requests/{request}/copy"
    assert address in shown.text
    assert f"/api/qa/v1/data-copies/{request}" in shown.text
    assert "Nghị định 356/2025" in shown.text


async def test_what_is_missing_stands_at_its_field(citizen: Visitor) -> None:
    page = (await citizen.get(RIGHTS)).page
    nothing = await citizen.submit(page, RIGHTS)
    assert nothing.status == 422
    assert "Hãy chọn bạn muốn làm gì." in nothing.text
    silent = await citizen.submit(page, RIGHTS, kind="correct")
    assert silent.status == 422
    assert silent.page.control("text").get("aria-invalid") == "true"
    await ask(citizen, kind="object", text="Xin thôi gửi thư")
    page = (await citizen.get(RIGHTS)).page
    twice = await citizen.submit(page, RIGHTS, kind="object", text="Xin thôi gọi điện")
    assert twice.status == 409
    assert "Yêu cầu trước chưa giải quyết xong" in twice.text
    assert twice.page.control("text").text.strip() == "Xin thôi gọi điện"


async def test_a_request_is_taken_back(citizen: Visitor) -> None:
    path = f"{RIGHTS}/{await ask(citizen, kind='erase')}"
    page = (await citizen.get(path)).page
    assert (await citizen.submit(page, f"{path}/rut-lai")).headers["location"] == path
    assert "Đã rút lại" in (await citizen.get(path)).text
    late = await citizen.submit(page, f"{path}/rut-lai")
    assert late.headers["location"] == f"{path}?done=again"


async def test_the_work_list_leads_to_a_decision_the_person_reads(
    citizen: Visitor, admin: Visitor
) -> None:
    assert "Không còn yêu cầu nào phải làm" in (await admin.get(WORK)).text
    request = await ask(citizen, kind="correct", text="Tên tôi thiếu dấu")
    assert "Nguyễn Thị Hoài An" in (await admin.get(WORK)).text
    path = f"{WORK}/{request}"
    page = (await admin.get(path)).page
    assert (await admin.submit(page, f"{path}/tiep-nhan")).status == 303
    page = (await admin.get(path)).page
    short = await admin.submit(page, f"{path}/tu-choi", text="Không")
    assert short.status == 422
    assert "ít nhất 10 ký tự" in short.text
    done = await admin.submit(page, f"{path}/dong-y", text="Đã sửa theo VNeID.")
    assert done.headers["location"] == f"{path}?done=1"
    assert "Đã sửa theo VNeID." in (await citizen.get(f"{RIGHTS}/{request}")).text
    assert request in (await admin.get(f"{WORK}?view=settled")).text
    late = await admin.submit(page, f"{path}/dong-y", text="Lần nữa")
    assert late.status == 412


async def test_an_erasure_is_confirmed_by_the_persons_name(
    citizen: Visitor, admin: Visitor, stand: Stand
) -> None:
    path = f"{WORK}/{await ask(citizen, kind='erase')}"
    page = (await admin.get(path)).page
    longer = await admin.submit(page, f"{path}/keo-dai", text="Dữ liệu ở nhiều đơn vị.")
    assert longer.status == 303, longer.text
    page = (await admin.get(path)).page
    assert f"{path}/keo-dai" not in (await admin.get(path)).text
    refused = await admin.submit(page, f"{path}/dong-y", confirmed="ai đó")
    assert refused.status == 422
    assert refused.page.control("confirmed").get("aria-invalid") == "true"
    row = await stand.auth.mongo.database["people"].find_one({"_id": CITIZEN})
    assert row is not None
    done = await admin.submit(page, f"{path}/dong-y", confirmed="nguyễn thị hoài an")
    assert done.status == 303, done.text
    assert "đã xóa" in (await admin.get(path)).text
    assert await stand.auth.mongo.database["people"].find_one({"_id": CITIZEN}) is None
    await stand.auth.mongo.database["people"].insert_one(row)


async def test_a_letter_is_entered_by_the_number_of_who_wrote_it(
    citizen: Visitor, admin: Visitor
) -> None:
    page = (await admin.get(WORK)).page
    empty = await admin.submit(page, WORK, number="x", received_on="")
    assert empty.status == 422
    for name in ("number", "kind", "received_on"):
        assert empty.page.control(name).get("aria-invalid") == "true", name
    typed = {"number": "000190000101", "kind": "object", "text": "Xin thôi gửi thư"}
    unknown = await admin.submit(page, WORK, **{**typed, "number": "111111111111"})
    assert unknown.status == 404
    assert "Chưa ai đăng nhập với số này" in unknown.text
    made = await admin.submit(page, WORK, **typed)
    assert made.status == 303, made.text
    path = made.headers["location"].partition("?")[0]
    assert "000190000101" not in (await admin.get(path)).text
    assert "Xin thôi gửi thư" in (await citizen.get(path.replace(WORK, RIGHTS))).text


async def test_nobody_else_sees_the_work_list(citizen: Visitor) -> None:
    await citizen.get(WORK, 403)
