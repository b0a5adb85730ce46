"""What a rater chose and wrote is kept while survey is away."""

import pytest

from tests.support.pages import PageClient


@pytest.mark.parametrize("chosen", [{"interface": "easy"}, {}, {"interface": "no-such-option"}])
async def test_a_rating_comes_back_to_be_sent_again(
    client: PageClient, chosen: dict[str, str]
) -> None:
    typed = {"other": "Xin thêm chữ to.", "key": "a-key-of-the-form", **chosen}
    refused = await client.post("/danh-gia/demo", typed)
    assert refused.status == 503
    assert refused.page.faults == []
    assert refused.page.form("/danh-gia/demo").items() >= typed.items()
