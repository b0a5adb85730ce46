"""The form to ask keeps what was typed, whatever stands in its fields and whatever goes wrong."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from gateway.pages.uploads import MOST_BYTES, MOST_FILES
from gateway.settings import GatewaySettings
from tests.gateway.conftest import MakeGateway
from tests.gateway.pages.citizen.small_qa import (
    CONSENT,
    SECRET,
    CitizensQa,
    found_unit,
    public_question,
    ready_answer,
    visiting_citizen,
)
from tests.gateway.questions import CODE
from tests.support.pages import BROWSER, SAME_SITE, Answer, PageClient

TYPED = {
    "title": "Cấp lại giấy khai sinh",
    "body": "Tôi cần làm gì ạ?",
    "unit": "so-tu-phap",
    "unit_name": "Sở Tư pháp",
    "topic": "ho-tich",
}
ADDRESS = "/hoi-dap/gui"
UNITS = [found_unit("so-tu-phap", "Sở Tư pháp"), found_unit("so-y-te", "Sở Y tế")]


@pytest.fixture
def qa() -> CitizensQa:
    return CitizensQa(units=UNITS)


@pytest.fixture
async def citizen(
    qa: CitizensQa, make_gateway: MakeGateway, services: object
) -> AsyncIterator[PageClient]:
    async with visiting_citizen(make_gateway, qa) as client:
        yield client


async def ask(client: PageClient, **typed: str) -> Answer:
    """Fill the form and send it as a browser without scripts does."""
    form = (await client.get(ADDRESS)).page
    values = {"title": TYPED["title"], "body": TYPED["body"], **typed}
    return await client.submit_file_form(form, ADDRESS, **values)


async def ask_with_files(client: PageClient, *files: tuple[str, bytes], **typed: str) -> Answer:
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    values = (await client.get(ADDRESS)).page.form(ADDRESS) | TYPED | {"topic": ""} | typed
    for name, value in values.items():
        if name != "files":
            form.add_field(name, value)
    for name, content in files:
        form.add_field("files", content, filename=name)
    headers = {**BROWSER, **SAME_SITE, "origin": client.base}
    return await client.send("POST", ADDRESS, data=form, headers=headers)


@pytest.mark.parametrize("key", ["ngắn", "abcdefgh\r\nX-Evil: 1", "abcdefgh\0", "a" * 200, ""])
async def test_a_key_no_service_takes_is_replaced(client: PageClient, key: str) -> None:
    refused = await client.post(ADDRESS, TYPED | {"key": key})
    assert refused.status == 503
    assert refused.page.faults == []
    assert refused.page.control("title").get("value") == TYPED["title"]
    assert refused.page.form(ADDRESS)["key"] not in {key, ""}


async def test_choices_survive_while_their_lists_cannot_be_read(client: PageClient) -> None:
    refused = await client.post(ADDRESS, TYPED)
    chosen = [
        option.get("value")
        for option in refused.page.all("option")
        if "selected" in option.attributes
    ]
    assert chosen == ["ho-tich"]
    form = refused.page.form(ADDRESS)
    assert (form["unit"], form["unit_name"]) == ("so-tu-phap", "Sở Tư pháp")


async def test_a_name_that_cannot_be_looked_up_is_said_so(client: PageClient) -> None:
    refused = await client.post(ADDRESS, TYPED | {"unit": ""})
    assert refused.status == 422
    assert "Chưa tải được danh sách cơ quan" in refused.text


async def test_far_too_long_a_text_comes_back(client: PageClient) -> None:
    body = "Tôi muốn hỏi về việc đền bù đất ạ. " * 2_000
    refused = await client.post(ADDRESS, TYPED | {"body": body})
    assert refused.status == 422
    assert refused.page.control("body").text.strip() == body.strip()


async def test_a_unit_is_found_by_part_of_its_name(citizen: PageClient, qa: CitizensQa) -> None:
    assert (await ask(citizen, unit_name="tư pháp")).status == 303
    assert qa.sent[-1][1]["unit"] == "so-tu-phap"
    assert (await ask(citizen, unit_name="")).status == 303
    assert "unit" not in qa.sent[-1][1]


async def test_several_units_that_fit_are_offered_to_pick(
    citizen: PageClient, qa: CitizensQa
) -> None:
    unclear = await ask(citizen, unit_name="sở")
    assert unclear.status == 422
    assert unclear.page.faults == []
    offered = [c.get("value") for c in unclear.page.all("input") if c.get("type") == "radio"]
    assert offered == ["so-tu-phap", "so-y-te", "none"]
    picked = await citizen.submit_file_form(unclear.page, ADDRESS, unit_pick="so-y-te")
    assert picked.status == 303
    assert qa.sent[-1][1]["unit"] == "so-y-te"
    nobody = await citizen.submit_file_form(unclear.page, ADDRESS, unit_pick="none")
    assert nobody.status == 303
    assert "unit" not in qa.sent[-1][1]


async def test_looking_for_a_unit_sends_nothing(citizen: PageClient, qa: CitizensQa) -> None:
    looked = await ask(citizen, unit_name="không có", step="co-quan")
    assert "Không thấy cơ quan nào tên như vậy" in looked.text
    assert looked.page.control("title").get("value") == TYPED["title"]
    assert qa.sent == []


async def test_answers_there_already_are_shown_before_sending(
    citizen: PageClient, qa: CitizensQa
) -> None:
    qa.similar, qa.ready = [public_question()], [ready_answer()]
    shown = await ask(citizen, unit_name="tư pháp", email="ha@example.com", may_publish="on")
    assert shown.status == 200
    assert shown.page.faults == []
    assert "Có câu trả lời nào trong số này giúp được bạn?" in shown.text
    assert qa.sent == []
    edited = await citizen.submit_file_form(shown.page, ADDRESS, step="sua")
    assert edited.page.control("email").get("value") == "ha@example.com"
    assert edited.page.control("unit_name").get("value") == "Sở Tư pháp"
    sent = await citizen.submit_file_form(shown.page, ADDRESS, step="van-gui")
    assert sent.headers["location"] == "/hoi-dap/da-gui"
    asked = qa.sent[-1][1]
    assert (asked["email"], asked["unit"], asked["may_publish"]) == (
        "ha@example.com", "so-tu-phap", True,
    )  # fmt: skip


async def test_what_the_script_has_shown_is_not_shown_again(
    citizen: PageClient, qa: CitizensQa
) -> None:
    qa.similar = [public_question()]
    assert (await ask(citizen, seen="yes")).status == 303


async def test_personal_data_is_pointed_out_and_stops_nobody(
    citizen: PageClient, qa: CitizensQa
) -> None:
    warned = await ask(citizen, body="Số của tôi là 0912345678, xin gọi lại ạ.")
    assert warned.status == 200
    assert "0912345678" in warned.text
    assert "số điện thoại" in warned.text
    assert (await citizen.submit_file_form(warned.page, ADDRESS, step="van-gui")).status == 303
    assert len(qa.sent) == 1


async def test_consent_is_not_ticked_for_anybody(citizen: PageClient) -> None:
    box = (await citizen.get(ADDRESS)).page.control("may_publish")
    assert "checked" not in box.attributes


async def test_the_words_agreed_to_are_those_of_the_service_and_sent_by_their_hash(
    citizen: PageClient, qa: CitizensQa
) -> None:
    shown = await citizen.get(ADDRESS)
    assert CONSENT.words.label in shown.text
    assert CONSENT.words.detail in shown.text
    typed = {**TYPED, "may_publish": "on"}
    await citizen.submit_file_form(shown.page, ADDRESS, **typed)
    assert qa.sent[-1][1]["publish_text"] == CONSENT.hash


async def test_each_file_has_its_own_outcome(citizen: PageClient, qa: CitizensQa) -> None:
    qa.refusals["xấu.pdf"] = (415, "file-refused:active_content")
    sent = await ask_with_files(citizen, ("đơn.pdf", b"%PDF-1"), ("xấu.pdf", b"%PDF-2"))
    assert sent.headers["location"] == "/hoi-dap/da-gui?unsent=2.active_content"
    assert qa.files == [("đơn.pdf", b"%PDF-1")]
    done = await citizen.get(sent.headers["location"])
    assert done.page.faults == []
    assert "Tệp thứ 2 chưa gửi được: tệp có chứa chương trình" in done.text
    assert SECRET in done.text


async def test_files_to_choose_again_are_named(citizen: PageClient, qa: CitizensQa) -> None:
    refused = await ask_with_files(citizen, ("đơn.pdf", b"%PDF-1"), title="")
    assert refused.status == 422
    assert "Hãy chọn lại tệp" in refused.text
    assert "đơn.pdf" in refused.text
    large = ("lớn.pdf", b"%PDF-" + bytes(8_000_000))
    for files in ([("rỗng.pdf", b"")], [large, large], [("a.pdf", b"%PDF-")] * 6):
        unusable = await ask_with_files(citizen, *files)
        assert unusable.status == 422
        assert unusable.page.faults == []
        assert 'href="#files"' in unusable.text
        assert unusable.page.control("body").text.strip() == TYPED["body"]
    assert qa.sent == []


async def test_what_the_form_takes_is_said_before(citizen: PageClient) -> None:
    shown = await citizen.get(ADDRESS)
    [field] = [one for one in shown.page.elements if one.get("data-most-bytes")]
    assert int(field.get("data-most-bytes")) == MOST_BYTES
    assert int(field.get("data-most")) == MOST_FILES
    assert f"nhiều nhất {MOST_FILES} tệp, cộng lại không quá {MOST_BYTES >> 20} MB" in shown.text
    assert GatewaySettings.model_fields["max_question_bytes"].default > MOST_FILES * MOST_BYTES


async def test_a_link_may_name_unit_and_title(client: PageClient) -> None:
    shown = await client.get(f"{ADDRESS}?title=Về đất&unit=khong-co")
    assert shown.page.control("title").get("value") == "Về đất"
    assert shown.page.control("unit_name").get("value") == ""


async def test_the_code_is_for_the_browser_that_asked(citizen: PageClient) -> None:
    assert (await citizen.get("/hoi-dap/da-gui")).headers["location"] == "/hoi-dap/tra-cuu"
    await ask(citizen)
    done = await citizen.get("/hoi-dap/da-gui")
    assert f"tra-cuu#{CODE}.{SECRET}" in done.text
    assert 'content="noindex"' in done.text
