"""What a sender does after sending: each form does its one thing, and loses nothing."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.gateway.conftest import MakeGateway
from tests.gateway.pages.citizen.small_qa import SECRET, CitizensQa, answer, visiting_citizen
from tests.gateway.questions import CODE, MOMENT, told_question
from tests.support.pages import BROWSER, SAME_SITE, PageClient

PAGE = f"/hoi-dap/{CODE}"
EVERYTHING = ["information", "follow-ups", "attachments", "rating", "reopen", "withdraw"]
COOKIE = {"cookie": f"langnghe_tracking={CODE}.{SECRET}"}
TYPED = {
    "bo-sung": ("information", {"text": "Nhà tôi ở số 5."}),
    "danh-gia": ("rating", {"level": "satisfied", "comment": "Cảm ơn."}),
    "mo-lai": ("reopen", {"reason": "Chưa trả lời ý hai."}),
    "rut": ("withdraw", {"reason": "Tôi đã biết."}),
}


@pytest.fixture
def qa() -> CitizensQa:
    return CitizensQa(told_question(actions=EVERYTHING), secret=SECRET)


@pytest.fixture
async def sender(
    qa: CitizensQa, make_gateway: MakeGateway, services: object
) -> AsyncIterator[PageClient]:
    async with visiting_citizen(make_gateway, qa) as client:
        yield client


async def form_of(client: PageClient, step: str) -> dict[str, str]:
    address = f"{PAGE}/rut" if step == "rut" else PAGE
    shown = await client.get(address, **COOKIE)
    assert shown.status == 200
    assert shown.page.faults == []
    return shown.page.form(f"{PAGE}/{step}")


@pytest.mark.parametrize("step", sorted(TYPED))
async def test_a_form_does_its_one_thing(sender: PageClient, qa: CitizensQa, step: str) -> None:
    action, typed = TYPED[step]
    values = await form_of(sender, step) | typed
    done = await sender.post(f"{PAGE}/{step}", values, **COOKIE)
    assert (done.status, done.headers["location"]) == (303, f"{PAGE}?done={step}")
    assert qa.sent == [(action, {"if_match": '"3"', **typed})]
    after = await sender.get(done.headers["location"], **COOKIE)
    assert after.page.faults == []
    assert 'role="status"' in after.text


async def test_a_further_word_is_offered_when_nothing_was_asked(
    sender: PageClient, qa: CitizensQa
) -> None:
    qa.question = told_question(actions=["follow-ups"])
    values = await form_of(sender, "viet-them") | {"text": "Tôi xin nói thêm."}
    done = await sender.post(f"{PAGE}/viet-them", values, **COOKIE)
    assert done.status == 303
    assert qa.sent[0][0] == "follow-ups"


@pytest.mark.parametrize("step", ["bo-sung", "mo-lai", "danh-gia"])
async def test_a_form_with_nothing_in_it_is_refused_at_its_field(
    sender: PageClient, qa: CitizensQa, step: str
) -> None:
    refused = await sender.post(f"{PAGE}/{step}", await form_of(sender, step), **COOKIE)
    assert refused.status == 422
    assert refused.page.faults == []
    name = {"bo-sung": "text", "mo-lai": "reason", "danh-gia": "level"}[step]
    assert f'href="#{step}-{name}"' in refused.text
    assert f'id="{step}-{name}"' in refused.text
    assert qa.sent == []


@pytest.mark.parametrize(("status", "slug"), [(412, "question-changed"), (409, "x"), (429, "y")])
async def test_what_was_typed_stays_when_the_unit_was_faster(
    sender: PageClient, qa: CitizensQa, status: int, slug: str
) -> None:
    qa.refusals["information"] = (status, slug)
    typed = {"version": "2", "text": "Nhà tôi ở số 5."}
    refused = await sender.post(f"{PAGE}/bo-sung", typed, **COOKIE)
    assert refused.status == status
    assert refused.page.faults == []
    again = refused.page.form(f"{PAGE}/bo-sung")
    assert again == {"version": "3", "text": "Nhà tôi ở số 5."}


async def test_what_was_typed_can_be_copied_when_its_form_is_gone(
    sender: PageClient, qa: CitizensQa
) -> None:
    qa.question = told_question(status="answered", answer=answer())
    qa.refusals["information"] = (409, "nothing-asked")
    typed = {"version": "3", "text": "Nhà tôi ở số 5."}
    refused = await sender.post(f"{PAGE}/bo-sung", typed, **COOKIE)
    assert refused.page.faults == []
    assert "Nhà tôi ở số 5." in refused.text


async def test_a_form_sent_twice_is_done(sender: PageClient, qa: CitizensQa) -> None:
    word = {"id": "m", "kind": "information", "at": MOMENT, "by": "sender", "text": "Số 5 ạ."}
    qa.question = told_question(actions=[], messages=[word])
    qa.refusals["information"] = (412, "question-changed")
    again = await sender.post(f"{PAGE}/bo-sung", {"version": "2", "text": "Số 5 ạ."}, **COOKIE)
    assert (again.status, again.headers["location"]) == (303, f"{PAGE}?done=bo-sung")


@pytest.mark.parametrize("text", ["Nhà tôi ở số 5.", "Dài." * 2_000])
async def test_what_was_typed_comes_back_when_the_secret_is_forgotten(
    sender: PageClient, text: str
) -> None:
    refused = await sender.post(f"{PAGE}/bo-sung", {"version": "3", "text": text})
    assert refused.status == 404
    assert refused.page.faults == []
    assert refused.page.control("text").text.strip() == text
    assert 'href="/hoi-dap/tra-cuu"' in refused.text


async def test_an_unknown_form_leads_back(sender: PageClient, qa: CitizensQa) -> None:
    assert (await sender.post(f"{PAGE}/khong-co", {}, **COOKIE)).headers["location"] == PAGE
    assert qa.sent == []


async def test_withdrawing_is_confirmed_by_naming_the_question(
    sender: PageClient, qa: CitizensQa
) -> None:
    shown = await sender.get(f"{PAGE}/rut", **COOKIE)
    assert qa.question.title in shown.text
    qa.question = told_question(actions=[])
    assert (await sender.get(f"{PAGE}/rut", **COOKIE)).headers["location"] == PAGE


async def attach(client: PageClient, **files: bytes) -> Any:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("nothing", "")
    for name, content in files.items():
        form.add_field("files", content, filename=f"{name}.pdf")
    headers = {**BROWSER, **SAME_SITE, "origin": client.base, **COOKIE}
    return await client.send("POST", f"{PAGE}/tep-dinh-kem", data=form, headers=headers)


async def test_files_are_added_one_by_one(sender: PageClient, qa: CitizensQa) -> None:
    assert (await attach(sender, a=b"%PDF-")).headers["location"].endswith("?done=tep-dinh-kem")
    qa.refusals["b.pdf"] = (409, "too-many-attachments")
    partly = await attach(sender, c=b"%PDF-", b=b"%PDF-")
    assert partly.headers["location"] == f"{PAGE}?unsent=2.too-many-attachments#tep-dinh-kem"
    assert [name for name, _ in qa.files] == ["a.pdf", "c.pdf"]
    none = await attach(sender)
    assert none.status == 422
    assert none.page.faults == []
    assert "Hãy chọn ít nhất một tệp" in none.text


async def test_a_file_is_passed_on_to_be_saved(sender: PageClient) -> None:
    file = await sender.get(f"{PAGE}/tep-dinh-kem/a1", **COOKIE)
    assert (file.status, file.body) == (200, b"%PDF-")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Own" not in file.headers
    assert (await sender.get(f"{PAGE}/tep-dinh-kem/a1")).status == 404
