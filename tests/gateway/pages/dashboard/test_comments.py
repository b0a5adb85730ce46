"""Comments on their pages: named by portal, handed to a unit, made a question, mistakes kept."""

import re
from typing import Any

import pytest

from tests.gateway.pages.admin.conftest import JUSTICE, Keeper

PATH = "/lanh-dao/gop-y"


@pytest.fixture
async def comment(keeper: Keeper) -> dict[str, Any]:
    """A comment on the portal of the department of justice."""
    portal = await keeper.survey.new_portal(JUSTICE)
    await keeper.survey.rate(portal, other="Lịch tiếp dân đăng muộn quá.\nXin đăng sớm.")
    await keeper.survey.roll_up()
    [stored] = await keeper.survey.database["comments"].find({"portal": portal}).to_list()
    return dict(stored)


async def stored(keeper: Keeper, comment: dict[str, Any]) -> dict[str, Any]:
    found = await keeper.survey.database["comments"].find_one({"_id": comment["_id"]})
    assert found is not None
    return dict(found)


async def test_who_works_for_the_unit_finds_it_with_the_portals_name(
    head: Keeper, comment: dict[str, Any]
) -> None:
    shown = await head.get(PATH)
    assert "Lịch tiếp dân đăng muộn quá." in shown.text
    assert "Cổng thử" in shown.text
    assert f'href="{PATH}/{comment["_id"]}"' in shown.text


async def test_it_is_handed_to_a_unit(leader: Keeper, comment: dict[str, Any]) -> None:
    address = f"{PATH}/{comment['_id']}"
    nobody = await leader.submit(address, f"{address}/giao")
    assert nobody.status == 422
    assert nobody.page.control("unit").get("aria-invalid") == "true"
    assert "Hãy chọn đơn vị." in nobody.text
    handed = await leader.submit(address, f"{address}/giao", unit=JUSTICE)
    assert (handed.status, handed.headers["location"]) == (303, address)
    assert (await stored(leader, comment))["assigned"] == JUSTICE
    assert re.search(r"Đã giao:.*Sở Tư pháp", (await leader.get(address)).text)


async def test_it_is_made_a_question_once(leader: Keeper, comment: dict[str, Any]) -> None:
    address = f"{PATH}/{comment['_id']}"
    form = (await leader.get(address)).page.form(f"{address}/giao")
    assert form["title"] == "Lịch tiếp dân đăng muộn quá."
    short = await leader.post(f"{address}/cau-hoi", **{**form, "unit": JUSTICE, "title": "Gì"})
    title = short.page.control("title")
    assert (short.status, title.get("value"), title.get("aria-invalid")) == (422, "Gì", "true")
    sent = {**form, "unit": JUSTICE, "title": "Vì sao lịch tiếp dân đăng muộn?"}
    assert (await leader.post(f"{address}/cau-hoi", **sent)).status == 303
    assert (await stored(leader, comment))["wanted"]["unit"] == JUSTICE
    assert "Đang tạo câu hỏi" in (await leader.get(address)).text
    late = await leader.post(f"{address}/cau-hoi", **sent)
    assert "Hãy tải lại để xem, rồi làm tiếp." in late.text
    change = {"$set": {"question": "X9YAVAH6"}}
    await leader.survey.database["comments"].update_one({"_id": comment["_id"]}, change)
    assert 'href="/can-bo/X9YAVAH6"' in (await leader.get(address)).text


async def test_one_of_another_unit_is_not_found(head: Keeper, keeper: Keeper) -> None:
    assert (await head.get(f"{PATH}/no-such-comment")).status == 404
    refused = await keeper.client.get(PATH, cookie=f"langnghe_session={keeper.session}")
    assert refused.status == 403
