"""With every service away: what needs none works, forms lose nothing, refusals are pages."""

import pytest

from shared.ids import new_id
from tests.support.pages import PageClient

QUESTION = {
    "title": "Thủ tục cấp lại giấy khai sinh",
    "body": "Tôi ở xa thì nộp hồ sơ cấp lại giấy khai sinh thế nào ạ?\r\n\r\nCảm ơn <b>nhiều</b>.",
    "email": "lan@example.com",
    "phone": "0912 345 678",
    "may_publish": "on",
}


@pytest.mark.parametrize("path", ["/", "/hoi-dap/gui", "/hoi-dap/tra-cuu", "/cong-khai"])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_pages_that_can_live_alone_do(client: PageClient, path: str, language: str) -> None:
    answer = await client.get(f"{path}?lang={language}")
    assert answer.status == 200
    assert answer.page.faults == []
    assert len(answer.body) < 50_000


@pytest.mark.parametrize("path", ["/hoi-dap", "/hoi-dap/HD-2026-ABCDEF", "/danh-gia/demo"])
async def test_other_pages_say_so(client: PageClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 503
    assert answer.page.faults == []
    assert "chưa phản hồi" in answer.page.text_of("h1")


@pytest.mark.parametrize("path", ["/can-bo", "/can-bo/thong-bao", "/lanh-dao", "/quan-tri"])
async def test_a_guest_is_sent_to_sign_in_and_back(client: PageClient, path: str) -> None:
    answer = await client.get(f"{path}?a=1")
    assert answer.status == 303
    wanted = path.replace("/", "%2F")
    assert answer.headers["location"] == f"/auth/login?next={wanted}%3Fa%3D1"


async def test_an_unknown_address_is_a_page(client: PageClient) -> None:
    answer = await client.get("/khong-co")
    assert answer.status == 404
    assert answer.page.faults == []


async def test_a_form_with_mistakes_comes_back_with_everything_typed(client: PageClient) -> None:
    typed = QUESTION | {"title": "Hai\u202e", "email": "lan@", "phone": "12"}
    answer = await client.post("/hoi-dap/gui", typed | {"key": "key-of-this-form"})
    page = answer.page
    assert answer.status == 422
    assert page.faults == []
    assert page.text_of("title").startswith("Lỗi: ")
    for name in ("title", "email", "phone"):
        assert page.control(name).get("value") == typed[name]
        assert page.control(name).get("aria-invalid") == "true"
    assert page.control("body").text.removeprefix("\n") == QUESTION["body"]
    assert "checked" in page.control("may_publish").attributes
    assert page.control("key").get("value") == "key-of-this-form"
    leads = [link.get("href") for link in page.all("a") if link.inside[-1] == "li"]
    assert [lead for lead in leads if lead.startswith("#")] == ["#title", "#email", "#phone"]
    assert "U+202E" in answer.text


async def test_a_good_form_that_cannot_be_sent_comes_back_too(client: PageClient) -> None:
    answer = await client.post("/hoi-dap/gui", QUESTION | {"key": "key-of-this-form"})
    assert answer.status == 503
    assert answer.page.faults == []
    assert answer.page.control("title").get("value") == QUESTION["title"]
    assert answer.page.control("key").get("value") == "key-of-this-form"


async def test_a_rating_that_cannot_be_sent_can_be_sent_again(client: PageClient) -> None:
    chosen = {"interface": "easy", "other": "Nên có bản đồ.\nCảm ơn.", "key": new_id()}
    answer = await client.post("/danh-gia/demo", chosen)
    assert answer.status == 503
    assert answer.page.faults == []
    for name, value in chosen.items():
        assert answer.page.control(name).get("value") == value


async def test_both_codes_are_asked_for(client: PageClient) -> None:
    answer = await client.post("/hoi-dap/tra-cuu", {"code": " hd-2026-abcdef ", "secret": ""})
    assert answer.status == 422
    assert answer.page.control("secret").get("aria-invalid") == "true"
    assert answer.page.control("code").get("value") == "hd-2026-abcdef"


async def test_the_page_of_codes_is_for_the_browser_that_asked(client: PageClient) -> None:
    answer = await client.get("/hoi-dap/da-gui")
    assert answer.status == 303
    assert answer.headers["location"] == "/hoi-dap/tra-cuu"


async def test_odd_values_in_addresses_are_refused_politely(client: PageClient) -> None:
    for path in ("/hoi-dap?cursor=" + "x" * 500, "/cong-khai?month=2026-13"):
        answer = await client.get(path)
        assert answer.status == 422
        assert answer.page.faults == []
