"""Choosing a unit by its name, and its record in public."""

import time
from datetime import date, timedelta

import pytest

from services.qa.figures.rolling import roll_up
from services.qa.units.tree import Unit, UnitTree
from shared.clock import now
from tests.services.qa.directory import ABOLISHED, JUSTICE, PROVINCE, SCIENCE, SILENT

TODAY = date(2026, 11, 22)


def unit(unit_id: str, name: str, **fields) -> Unit:
    given = {
        "name_en": "", "kind": "commune", "parent": None, "successor": None,
        "valid_from": date(2025, 7, 1), "valid_to": None, "accepts_questions": True, **fields,
    }  # fmt: skip
    return Unit(id=unit_id, name=name, **given)


def tree(*units: Unit) -> UnitTree:
    return UnitTree({one.id: one for one in units})


def found(units: UnitTree, words: str) -> list[str]:
    return [one.id for one in units.find(words, TODAY, 20)]


def test_marks_case_and_order_do_not_matter_but_rank():
    units = tree(unit("a", "Phường Thủy Xuân"), unit("b", "Phường Thuỷ Vân"), unit("c", "Xã Thụy"))
    assert set(found(units, "thuy")) == {"a", "b", "c"}
    assert found(units, "xuan thuy") == ["a"]
    assert found(units, "thủy v") == ["b"]
    assert found(units, "Thụy")[0] == "c"
    assert found(units, "zzz") == []


def test_the_whole_name_comes_first():
    units = tree(
        unit("long", "Xã An Bình Đông"), unit("it", "Xã An Bình"), unit("mid", "Ban xã an bình")
    )
    assert found(units, "xã an bình") == ["it", "long", "mid"]


def test_an_old_name_leads_to_the_successor():
    old = unit("old", "Sở Thông tin và Truyền thông", valid_to=date(2025, 2, 28), successor="new")
    units = tree(old, unit("new", "Sở Khoa học và Công nghệ"))
    assert found(units, "truyen thong") == ["new"]
    assert found(units, "so") == ["new"]
    gone = tree(unit("gone", "Sở Cũ", valid_to=date(2025, 2, 28), successor="gone"))
    assert found(gone, "so cu") == []


def test_below():
    units = tree(
        unit("p", "P"), unit("a", "A", parent="p"), unit("b", "B", parent="a"), unit("c", "C")
    )
    assert units.below({"p"}) == {"p", "a", "b"}
    assert units.below({"unknown"}) == {"unknown"}


def test_quick_among_three_thousand():
    units = tree(
        *(unit(f"u{number}", f"Ủy ban nhân dân xã Phú Lộc {number}") for number in range(3_000))
    )
    found(units, "phu loc 1")
    begun = time.process_time()
    assert len(found(units, "phu loc 12")) == 20
    assert time.process_time() - begun < 0.2


async def test_over_http(qa):
    answered = await qa.get("/units", params={"q": "so tu"})
    assert answered.body == [
        {
            "id": JUSTICE, "name": "Sở Tư pháp", "name_en": "Department of Justice",
            "kind": "department", "accepts_questions": True,
            "parent": {"id": PROVINCE, "name": "Ủy ban nhân dân thành phố Huế", "name_en": ""},
        }
    ]  # fmt: skip
    assert [one["id"] for one in (await qa.get("/units", params={"q": "justice"})).body] == [
        JUSTICE
    ]
    everything = {one["id"] for one in (await qa.get("/units")).body}
    assert PROVINCE in everything
    assert ABOLISHED not in everything
    asked = {"accepts_questions": "false"}
    assert [one["id"] for one in (await qa.get("/units", params=asked)).body] == [SILENT]
    assert (await qa.get("/units", params={"limit": 21})).status == 422


async def rated(qa, code: str, late: bool) -> None:
    stored = await qa.stored(code)
    if late:
        stored.due_at = now() - timedelta(days=1)
    stored.answer.answered_in_seconds = 12 * 3600
    rating = {"id": code, "level": "satisfied", "comment": "", "at": now()}
    await type(stored).model_validate({**stored.model_dump(), "rating": rating}).replace()


@pytest.mark.parametrize(("number", "shown"), [(9, False), (10, True)])
async def test_a_record_says_nothing_of_few(qa, number, shown):
    for place in range(number):
        await rated(qa, (await qa.answered())["code"], late=place == 0)
    await roll_up(qa.runtime.mongo)
    record = (await qa.get(f"/units/{JUSTICE}/record")).body
    assert (record["minimum"], record["answered"], record["decided"]) == (10, number, number)
    if shown:
        assert record["on_time_share"] == 0.9
        assert record["median_days"] == 1.5
        assert record["satisfaction_share"] == 1
    else:
        assert record["on_time_share"] is record["median_days"] is None
        assert record["satisfaction_share"] is None


async def test_a_record_of_nothing_and_of_nobody(qa):
    assert (await qa.get(f"/units/{SCIENCE}/record")).body["answered"] == 0
    assert (await qa.get("/units/khong-co/record")).slug == "unit-not-found"
