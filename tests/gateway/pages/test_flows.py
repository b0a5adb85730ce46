"""What people do on the pages, without scripts, on the whole running system."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from shared.ids import new_id
from tests.support.pages import PageClient, visitor
from tests.support.system import System

pytestmark = pytest.mark.system

UNIT, UNIT_NAME = "so-tu-phap", "Sở Tư pháp"
BODY = "Tôi ở xa thì nộp hồ sơ ở đâu?\r\n\r\n<b>Cảm ơn</b> & chúc vui."


@pytest.fixture
async def guest(system: System) -> AsyncIterator[PageClient]:
    async with visitor(system.public_url) as client:
        yield client


@pytest.fixture
async def officer(system: System) -> AsyncIterator[PageClient]:
    async with visitor(system.public_url) as client:
        await client.sign_in("officer1")
        yield client


async def ask(client: PageClient, **typed: str) -> tuple[str, str]:
    """Ask through the form; returns code and secret."""
    form = (await client.get("/hoi-dap/gui")).page
    typed = {"title": f"Cấp bản sao {new_id()[-10:]}", "body": BODY, **typed}
    typed = {"unit_name": UNIT_NAME, "seen": "yes", **typed}
    sent = await client.submit(form, "/hoi-dap/gui", **typed)
    assert (sent.status, sent.headers["location"]) == (303, "/hoi-dap/da-gui")
    assert "HttpOnly" in sent.headers["set-cookie"]
    done = await client.get("/hoi-dap/da-gui")
    assert done.status == 200
    assert done.page.faults == []
    found = re.search(r"tra-cuu#([A-Z0-9-]+)\.([\w~-]+)\"", done.text)
    assert found
    return found[1], found[2]


async def test_a_question_is_asked_and_opened_again_with_both_codes(
    guest: PageClient, system: System
) -> None:
    code, secret = await ask(guest, name="Phạm Thu Hà", email="ha@example.com")
    own = await guest.get(f"/hoi-dap/{code}")
    assert own.status == 200
    assert own.page.faults == []
    assert "&lt;b&gt;Cảm ơn&lt;/b&gt; &amp; chúc vui." in own.text
    assert "Phạm Thu Hà" not in own.text
    assert "Từng ngày tới hạn trả lời" in own.text

    async with visitor(system.public_url) as other:
        assert (await other.get(f"/hoi-dap/{code}")).status == 404
        form = (await other.get("/hoi-dap/tra-cuu")).page
        wrong = await other.submit(form, "/hoi-dap/tra-cuu", code=code, secret="x" * len(secret))
        assert wrong.status == 422
        typed = {"code": f" {code.lower()} ", "secret": f" {secret} "}
        opened = await other.submit(form, "/hoi-dap/tra-cuu", **typed)
        assert (opened.status, opened.headers["location"]) == (303, f"/hoi-dap/{code}")
        assert (await other.get(f"/hoi-dap/{code}")).status == 200


async def test_sending_a_form_twice_asks_once(guest: PageClient) -> None:
    form = (await guest.get("/hoi-dap/gui")).page
    typed = {"title": f"Hỏi hai lần {new_id()[-10:]}", "body": BODY, "seen": "yes"}
    codes = set()
    for _ in range(2):
        sent = await guest.submit(form, "/hoi-dap/gui", **typed)
        assert sent.status == 303
        codes.add(sent.headers["set-cookie"].split("=")[1].split(".")[0])
    assert len(codes) == 1
    changed = await guest.submit(form, "/hoi-dap/gui", **typed | {"body": BODY + " Thêm."})
    assert changed.status == 409
    again = await guest.submit(changed.page, "/hoi-dap/gui", seen="yes")
    assert again.status == 303


async def test_what_the_service_refuses_stands_at_its_field(guest: PageClient) -> None:
    form = (await guest.get("/hoi-dap/gui")).page
    typed = {"title": "Một câu hỏi", "body": BODY, "unit_name": "không có đơn vị"}
    refused = await guest.submit(form, "/hoi-dap/gui", **typed)
    assert refused.status == 422
    assert refused.page.faults == []
    assert refused.page.control("unit_name").get("aria-invalid") == "true"
    assert refused.page.control("title").get("value") == "Một câu hỏi"


async def test_a_form_from_elsewhere_is_refused(officer: PageClient) -> None:
    refused = await officer.post("/hoi-dap/gui", {}, origin="https://evil.example")
    assert refused.status == 403
    assert refused.page.faults == []


async def test_an_officer_answers_and_everybody_reads(
    officer: PageClient, guest: PageClient
) -> None:
    code, _secret = await ask(guest, may_publish="on", email="ha@example.com")
    page = f"/can-bo/{code}"
    shown = await officer.get(page)
    assert shown.status == 200
    assert shown.page.faults == []
    assert "ha@example.com" in shown.text

    received = await officer.submit(shown.page, f"{page}/tiep-nhan")
    assert received.headers["location"] == f"{page}?done=tiep-nhan"
    shown = await officer.get(received.headers["location"])
    draft = await officer.submit(shown.page, f"{page}/du-thao", text="Bản **nháp** của tôi.")
    shown = await officer.get(draft.headers["location"])
    assert shown.page.control("text").text.strip() == "Bản **nháp** của tôi."

    values = shown.page.form(f"{page}/du-thao") | {"text": "Nộp tại **bộ phận một cửa** ạ."}
    answered = await officer.post(f"{page}/tra-loi", values)
    assert answered.headers["location"] == f"{page}?done=tra-loi"
    public = await guest.get(f"/hoi-dap/{code}")
    assert "<strong>bộ phận một cửa</strong>" in public.text
    assert "ha@example.com" not in public.text
    again = await officer.post(f"{page}/tra-loi", values)
    assert again.headers["location"] == f"{page}?done=tra-loi"
    other = await officer.post(f"{page}/tra-loi", values | {"text": "Một **câu trả lời** khác."})
    assert other.status == 409
    assert "Một **câu trả lời** khác." in other.text


async def test_two_officers_never_overwrite_each_other(
    officer: PageClient, guest: PageClient, system: System
) -> None:
    code, _secret = await ask(guest)
    page = f"/can-bo/{code}"
    async with visitor(system.public_url) as colleague:
        await colleague.sign_in("officer2")
        mine, theirs = await asyncio.gather(officer.get(page), colleague.get(page))
        saved = await colleague.submit(theirs.page, f"{page}/du-thao", text="Bản của đồng nghiệp.")
        assert saved.status == 303
    refused = await officer.submit(mine.page, f"{page}/du-thao", text="Bản tôi viết dở.")
    assert refused.status == 409
    assert refused.page.faults == []
    assert "Bản của đồng nghiệp." in refused.text
    assert refused.page.control("text").text.strip() == "Bản tôi viết dở."
    kept = await officer.submit(refused.page, f"{page}/du-thao")
    assert kept.status == 303


async def test_an_answer_with_nothing_in_it_is_refused_in_place(
    officer: PageClient, guest: PageClient
) -> None:
    code, _secret = await ask(guest)
    shown = await officer.get(f"/can-bo/{code}")
    refused = await officer.submit(shown.page, f"/can-bo/{code}/du-thao", text="  ")
    assert refused.status == 422
    assert refused.page.faults == []
    assert refused.page.control("text").get("aria-invalid") == "true"


async def test_a_long_answer_passes(officer: PageClient, guest: PageClient) -> None:
    code, _secret = await ask(guest)
    shown = await officer.get(f"/can-bo/{code}")
    text = "Điều khoản được trả lời đầy đủ. " * 600
    saved = await officer.submit_file_form(shown.page, f"/can-bo/{code}/du-thao", text=text)
    assert saved.status == 303


async def test_the_queue_is_narrowed_and_paged(officer: PageClient) -> None:
    for address in ("/can-bo", "/can-bo?show=overdue", "/can-bo?status=drafted", "/can-bo?q=zzzz"):
        shown = await officer.get(address)
        assert shown.status == 200, address
        assert shown.page.faults == []
    assert "Không có câu hỏi nào khớp bộ lọc" in (await officer.get("/can-bo?q=zzzz")).text


async def test_other_roles_do_not_get_in(guest: PageClient, officer: PageClient) -> None:
    assert (await guest.get("/can-bo")).status == 303
    for address in ("/lanh-dao", "/quan-tri", "/quan-tri/can-bo"):
        refused = await officer.get(address)
        assert refused.status == 403
        assert refused.page.faults == []


async def test_a_notification_is_read(officer: PageClient, guest: PageClient) -> None:
    code, _secret = await ask(guest)
    address = "/can-bo/thong-bao"
    for _ in range(40):
        shown = await officer.get(address)
        if code in shown.text:
            break
        await asyncio.sleep(0.25)
    assert shown.page.faults == []
    actions = [form.get("action") for form in shown.page.all("form")]
    reads = [action for action in actions if action.endswith("/da-doc")]
    assert reads
    assert (await officer.submit(shown.page, reads[0])).headers["location"] == address
    left = [form.get("action") for form in (await officer.get(address)).page.all("form")]
    assert reads[0] not in left


async def test_a_portal_is_rated(guest: PageClient) -> None:
    form = (await guest.get("/danh-gia/demo")).page
    assert form.faults == []
    assert len(form.all("fieldset")) == 5
    assert len([c for c in form.all("input") if c.get("type") == "radio"]) == 15
    empty = await guest.submit(form, "/danh-gia/demo", other="Chỉ có chữ.")
    assert empty.status == 422
    assert empty.page.control("other").text.strip() == "Chỉ có chữ."
    sent = await guest.submit(empty.page, "/danh-gia/demo", interface="easy", support="partly")
    assert (sent.status, sent.headers["location"]) == (303, "/danh-gia/demo/cam-on")
    assert (await guest.get("/danh-gia/demo/cam-on")).page.faults == []
    odd = await guest.submit(form, "/danh-gia/demo", interface="tuyet_voi")
    assert odd.status == 422
    assert (await guest.get("/danh-gia/khong-co")).status == 404


@pytest.mark.parametrize("person", ["leader1", "admin1"])
async def test_every_page_of_a_person_is_sound_and_small(system: System, person: str) -> None:
    pages = {
        "leader1": ["/lanh-dao", "/lanh-dao?days=365", "/lanh-dao?portal=demo", "/cong-khai"],
        "admin1": ["/quan-tri", "/quan-tri?q=so", "/quan-tri?q=zzzz", "/quan-tri/can-bo"],
    }
    async with visitor(system.public_url) as client:
        await client.sign_in(person)
        for address in pages[person]:
            for language in ("vi", "en"):
                separator = "&" if "?" in address else "?"
                shown = await client.get(f"{address}{separator}lang={language}")
                assert shown.status == 200, address
                assert shown.page.faults == [], address
                assert len(shown.body) < 120_000, address


async def test_a_search_finds_without_marks(guest: PageClient) -> None:
    for address in (
        "/hoi-dap",
        "/hoi-dap?q=giay+khai+sinh",
        "/hoi-dap?q=zzzz",
        f"/hoi-dap?unit={UNIT}",
    ):
        shown = await guest.get(address)
        assert shown.status == 200
        assert shown.page.faults == []
    assert "Chưa có câu trả lời nào khớp" in (await guest.get("/hoi-dap?q=zzzzzz")).text
