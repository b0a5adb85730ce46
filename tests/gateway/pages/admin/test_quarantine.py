"""What is held back, looked at and decided about on pages."""

import pytest

from shared.ids import new_id
from tests.gateway.pages.admin.conftest import JUSTICE, Keeper

PATH = "/quan-tri/tam-giu"
LEDGER = f"{PATH}/so-quyet-dinh"


@pytest.fixture
async def portal(keeper: Keeper) -> str:
    """A portal with two responses held back."""
    portal = await keeper.survey.new_portal(JUSTICE)
    for text in ("Rác thứ nhất", "Gọi tôi 0912 000 123"):
        sent = await keeper.survey.rate(portal, key=new_id(), website="x", other=text)
        assert sent.status == 201
    return portal


def picks(page: object) -> list[str]:
    inputs = page.all("input")  # type: ignore[attr-defined]
    return [one.get("value") for one in inputs if one.get("name") == "chosen"]


async def counted(keeper: Keeper, portal: str) -> int:
    return len(await keeper.survey.stored(portal))


async def test_held_responses_are_shown_in_plain_words(keeper: Keeper, portal: str) -> None:
    shown = await keeper.get(f"{PATH}?portal={portal}")
    assert len(picks(shown.page)) == 2
    assert "Điền ô ẩn mà người thường không thấy" in shown.text
    assert "Giao diện: Dễ tiếp cận" in shown.text
    assert "Cổng thử" in shown.text
    assert "0912 000 123" not in shown.text
    assert (
        "không có phiếu nào ở mục này"
        in (await keeper.get(f"{PATH}?portal={portal}&verdict=excluded")).text
    )


async def test_a_decision_needs_responses_and_a_reason(keeper: Keeper, portal: str) -> None:
    here = f"{PATH}?portal={portal}"
    chosen = picks((await keeper.get(here)).page)[0]
    refused = await keeper.post(here, decision="released", reason="")
    assert refused.status == 422
    assert "Hãy chọn ít nhất một phiếu" in refused.text
    assert refused.page.control("reason").get("aria-invalid") == "true"
    refused = await keeper.post(here, decision="excluded", reason="x", chosen=chosen)
    assert refused.status == 422
    assert refused.page.control("reason").get("value") == "x"
    ticked = [one for one in refused.page.all("input") if "checked" in one.attributes]
    assert [one.get("value") for one in ticked] == [chosen]
    gone = await keeper.post(here, decision="excluded", reason="Trùng lặp", chosen="nothing-such")
    assert gone.status == 404
    assert "Không có phiếu này" in gone.text or "đã được xử lý" in gone.text


async def test_released_responses_count_and_the_ledger_says_why(
    keeper: Keeper, portal: str
) -> None:
    here = f"{PATH}?portal={portal}"
    one, other = picks((await keeper.get(here)).page)
    sent = await keeper.post(here, decision="released", reason="Người thật, đã hỏi", chosen=one)
    assert (sent.status, sent.headers["location"]) == (303, f"{here}&done=1")
    assert "Đã ghi quyết định" in (await keeper.get(f"{here}&done=1")).text
    await keeper.post(here, decision="excluded", reason="Máy gửi hàng loạt", chosen=other)
    assert await counted(keeper, portal) == 1
    assert picks((await keeper.get(f"{PATH}?verdict=released&portal={portal}")).page) == [one]
    ledger = await keeper.get(LEDGER)
    for words in ("Người thật, đã hỏi", "Máy gửi hàng loạt", "Lê Thị Bình", "Đã cho tính"):
        assert words in ledger.text
    undone = f"{PATH}?verdict=released&portal={portal}"
    await keeper.post(undone, decision="excluded", reason="Nhầm, xem lại", chosen=one)
    assert await counted(keeper, portal) == 0
