"""The form to ask keeps what was typed, whatever stands in its fields."""

import pytest

from tests.support.pages import PageClient

TYPED = {
    "title": "Cấp lại giấy khai sinh",
    "body": "Tôi cần làm gì ạ?",
    "unit": "so-tu-phap",
    "topic": "ho-tich",
}


@pytest.mark.parametrize("key", ["ngắn", "abcdefgh\r\nX-Evil: 1", "abcdefgh\0", "a" * 200, ""])
async def test_a_key_no_service_takes_is_replaced(client: PageClient, key: str) -> None:
    refused = await client.post("/hoi-dap/gui", TYPED | {"key": key})
    assert refused.status == 503
    assert refused.page.faults == []
    assert refused.page.control("title").get("value") == TYPED["title"]
    assert refused.page.form("/hoi-dap/gui")["key"] not in {key, ""}


async def test_choices_survive_while_their_lists_cannot_be_read(client: PageClient) -> None:
    refused = await client.post("/hoi-dap/gui", TYPED)
    chosen = [
        option.get("value")
        for option in refused.page.all("option")
        if "selected" in option.attributes
    ]
    assert chosen == ["so-tu-phap", "ho-tich"]


async def test_far_too_long_a_text_comes_back(client: PageClient) -> None:
    body = "Tôi muốn hỏi về việc đền bù đất ạ. " * 2_000
    refused = await client.post("/hoi-dap/gui", TYPED | {"body": body})
    assert refused.status == 422
    assert refused.page.control("body").text.strip() == body.strip()
