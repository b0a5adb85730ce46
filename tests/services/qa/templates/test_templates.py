"""Answer templates: written by a unit or for all, filled for a question."""

import pytest

from services.qa.templates.model import fill, unknown_fields
from shared.clock import HO_CHI_MINH
from tests.services.qa.directory import JUSTICE, SCIENCE

TEXT = "Kính gửi ông/bà {{ten_nguoi_gui}},\n\n{{ don_vi }} trả lời câu hỏi {{ma_tra_cuu}}."


def form(**fields):
    return {"name": "Lời chào", "text": TEXT, "unit": JUSTICE, **fields}


async def added(qa, who="officer1", **fields):
    done = await qa.post("/templates", form(**fields), who)
    assert done.status == 201, done.body
    return done.body


async def change(qa, method, template, who="officer1", version=1, **options):
    headers = {"If-Match": f'"{version}"'}
    return await qa.call(method, f"/templates/{template}", who, headers=headers, **options)


async def filled(qa, code, template, who="officer1"):
    return await qa.get(f"/questions/{code}/templates/{template}", who)


async def test_written_by_a_unit_and_listed_before_those_for_all(qa):
    common = await added(qa, "coordinator1", unit=None, name="Ái ngại")
    own = await added(qa, name="Chào")
    theirs = await added(qa, "officer3", unit=SCIENCE)
    found = (await qa.get("/templates", "officer1")).body
    assert [one["id"] for one in found] == [own["id"], common["id"]]
    assert [one["actions"] for one in found] == [["edit", "delete"], []]
    assert found[0]["fields"] == ["ten_nguoi_gui", "don_vi", "ma_tra_cuu"]
    assert found[1]["unit"] is None
    narrowed = (await qa.get("/templates", "coordinator1", params={"unit": SCIENCE})).body
    assert [one["id"] for one in narrowed] == [theirs["id"], common["id"]]
    foreign = (await qa.get("/templates", "officer1", params={"unit": SCIENCE})).body
    assert [one["id"] for one in foreign] == [common["id"]]


async def test_filled_for_a_question(qa):
    template = (await added(qa, text=TEXT + " Hạn: {{han_xu_ly}}. {{can_bo}}, {{ngay_gui}}"))["id"]
    code = (await qa.ask(name="Trần Thị Bích"))["code"]
    done = await filled(qa, code, template)
    due = (await qa.stored(code)).due_at.astimezone(HO_CHI_MINH)
    text = done.body["text"]
    assert text.startswith("Kính gửi ông/bà Trần Thị Bích,\n\nSở Tư pháp trả lời câu hỏi " + code)
    assert f"Hạn: {due:%H:%M} ngày {due:%d/%m/%Y}. Lê Thị Hồng, " in text
    assert (done.body["unknown"], done.headers["Cache-Control"]) == ([], "no-store")


async def test_an_unknown_sender_is_left_out_politely(qa):
    template = (await added(qa))["id"]
    done = (await filled(qa, (await qa.ask())["code"], template)).body
    assert done["text"].startswith("Kính gửi ông/bà,\n\n")
    assert done["unknown"] == ["ten_nguoi_gui"]


async def test_only_for_the_units_own_questions(qa):
    own = (await added(qa))["id"]
    theirs = (await added(qa, "officer3", unit=SCIENCE))["id"]
    code = (await qa.ask())["code"]
    assert (await filled(qa, code, theirs)).slug == "template-not-found"
    assert (await filled(qa, code, own, "officer3")).status in {403, 404}
    assert (await filled(qa, code, own, "leader1")).status == 403
    assert (await filled(qa, "ABCD1234", own)).status == 404


async def test_an_unknown_field_is_refused(qa):
    refused = await qa.post("/templates", form(text="Chào {{ten}} và {{so_cccd}}"), "officer1")
    assert (refused.status, refused.pointers) == (422, ["#/text"])
    assert "ten, so_cccd" in refused.body["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("officer1", None, 403), ("officer1", SCIENCE, 403), ("head1", JUSTICE, 201),
        ("coordinator1", None, 201), ("coordinator1", SCIENCE, 201), ("leader1", JUSTICE, 403),
        (None, JUSTICE, 401), ("officer1", "khong-co", 422),
    ],
)  # fmt: skip
async def test_who_may_write(qa, who, unit, status):
    assert (await qa.post("/templates", form(unit=unit), who)).status == status


async def test_edited_and_deleted_in_the_version_read(qa):
    template = (await added(qa))["id"]
    done = await change(qa, "PUT", template, json=form(name="Lời chào mới"))
    assert (done.status, done.body["version"], done.headers["ETag"]) == (200, 2, '"2"')
    stale = await change(qa, "PUT", template, json=form())
    assert (stale.status, stale.slug) == (412, "template-changed")
    assert stale.body["current"]["name"] == "Lời chào mới"
    assert (await change(qa, "DELETE", template, "officer3", 2)).status == 403
    assert (await change(qa, "DELETE", template, version=2)).status == 204
    assert (await change(qa, "DELETE", template, version=2)).status == 404


def test_what_a_sender_typed_is_never_a_field():
    values = {"ten_nguoi_gui": "{{ma_tra_cuu}}", "ma_tra_cuu": "ABC"}
    assert fill("{{ten_nguoi_gui}} – {{ma_tra_cuu}}", values) == "{{ma_tra_cuu}} – ABC"
    assert unknown_fields("{{}} {{a b}} { {don_vi} }") == ["", "a b"]
