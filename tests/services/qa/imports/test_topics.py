"""Topics as tables: taken away, tried, taken in, again without change; refused rows say why."""

import io

import pytest
from openpyxl import load_workbook

from services.qa.directory.documents import UnitDocument
from services.qa.imports import running
from services.qa.imports.tasks import run_imports
from services.qa.topics.documents import TopicDocument, TopicVersionDocument
from services.qa.topics.model import TopicExists
from shared.clock import at, now
from shared.contracts.qa.topics import CreateTopic
from shared.spreadsheets import CSV, XLSX
from tests.services.qa.directory import JUSTICE
from tests.services.qa.imports.files import Imports, as_csv, as_xlsx, counts
from tests.support.tokens import bearer

HEADINGS = ["Mã", "Tên", "Tên tiếng Anh", "Đơn vị trả lời", "Thứ tự", "Đang dùng"]
MARKET = ["cho", "Chợ", "Markets", "Sở Tư pháp", 30, "có"]
PARKS = ["cong-vien", "Công viên", "", "", "", ""]


def table(*rows, write=as_csv):
    return write(*rows, headings=HEADINGS)


@pytest.fixture
async def imports(qa):
    before = await TopicDocument.find_all().to_list()
    yield Imports(qa)
    await TopicDocument.delete_all()
    await TopicVersionDocument.delete_all()
    await TopicDocument.insert_many(before)
    qa.runtime.rules.forget()


async def take(imports, data, **options):
    return await imports.run(data, kind="topics", **options)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
async def test_topics_are_tried_then_taken_in_then_unchanged(qa, imports, write):
    data = table(MARKET, PARKS, write=write)
    before = await TopicDocument.count()
    assert counts(await take(imports, data, dry_run="true")) == {"created": 2}
    assert await TopicDocument.count() == before
    assert counts(await take(imports, data)) == {"created": 2}
    made = (await qa.get("/kept-topics/cho", headers=imports.admin)).body
    assert (made["name"], made["name_en"], made["unit"]["id"]) == ("Chợ", "Markets", JUSTICE)
    assert (made["position"], made["is_open"], made["version"]) == (30, True, 1)
    assert {"cho", "cong-vien"} <= {one["id"] for one in (await qa.get("/topics")).body}
    assert counts(await take(imports, data)) == {"unchanged": 2}
    changed = table([*MARKET[:3], "", "", "không"], write=write)
    assert counts(await take(imports, changed)) == {"updated": 1}
    closed = (await qa.get("/kept-topics/cho", headers=imports.admin)).body
    assert (closed["unit"]["id"], closed["position"], closed["is_open"]) == (JUSTICE, 30, False)
    [last, *_] = (await qa.get("/topics/cho/history", headers=imports.admin)).body
    assert (last["version"], last["by"]["id"]) == (2, "admin1")


async def test_what_is_taken_away_changes_nothing_when_taken_in(qa, imports):
    await take(imports, table(MARKET, PARKS))
    everything = await TopicDocument.count()
    for ending, media_type in (("csv", CSV), ("xlsx", XLSX)):
        url = f"{qa.url}/api/qa/v1/topic-table.{ending}"
        async with qa.http.get(url, headers=imports.admin) as file:
            assert (file.status, file.headers["Content-Type"]) == (200, media_type)
            content = await file.read()
        assert counts(await take(imports, content)) == {"unchanged": everything}
    [heading, *_] = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert heading[:2] == ("mã", "tên")
    refused = await qa.get("/topic-table.csv", headers=bearer("o", ("officer", JUSTICE)))
    assert refused.status == 403
    weak = await qa.get("/topic-table.csv", headers=bearer("admin1", ("admin", "ubnd-hue"), loa=1))
    assert (weak.status, weak.slug) == (403, "step-up-required")


async def test_every_refused_row_says_why_and_the_others_are_taken(imports):
    rows = [
        (MARKET, None),
        (["cho", "Chợ lớn", "", "", "", ""], ("id", "duplicate")),
        (["Chợ", "Chợ nhỏ", "", "", "", ""], ("id", "slug")),
        (["", "Chợ nhỏ", "", "", "", ""], ("id", "missing")),
        (["a-1", "", "", "", "", ""], ("name", "missing")),
        (["a-2", "CHỢ", "", "", "", ""], ("name", "name_taken")),
        (["a-3", "N\u0430m", "", "", "", ""], ("name", "character")),
        (["a-4", "=1+1", "", "", "", ""], ("name", "formula")),
        (["a-5", "Đê điều", "", "Không có đâu", "", ""], ("unit", "unknown_unit")),
        (["a-6", "Đê điều", "", "", "0", ""], ("position", "position")),
        (["a-7", "Đê điều", "", "", "1,5", ""], ("position", "position")),
        (["a-8", "Đê điều", "", "", "", "có lẽ"], ("is_open", "yes_or_no")),
        (["a-9", "CHỢ", "", "", "", "không"], None),
    ]
    told = await take(imports, table(*(row for row, _ in rows)))
    assert counts(told) == {"created": 2, "refused": len(rows) - 2}
    expected = [(place, *why) for place, (_, why) in enumerate(rows, 2) if why]
    assert [(one["row"], one["field"], one["code"]) for one in told["errors"]] == expected
    assert all(one["message"] and one["message_en"] for one in told["errors"])
    again = await take(imports, "Mã,Đơn vị\ncho,x\n".encode())
    assert (again["state"], again["failure"][:9]) == ("failed", "Thiếu cột")


async def test_a_topic_whose_unit_takes_none_any_more_is_refused_only_where_it_changes(qa, imports):
    await take(imports, table(MARKET, PARKS))
    await UnitDocument.find_one({"_id": JUSTICE}).set({"accepts_questions": False})
    qa.runtime.units.forget()
    try:
        assert counts(await take(imports, table(MARKET, PARKS))) == {"unchanged": 2}
        renamed = table(["cho", "Chợ dân sinh", "", "", "", ""], [*PARKS[:4], "7", ""])
        told = await take(imports, renamed)
        assert (told["state"], counts(told)) == ("done", {"updated": 1, "refused": 1})
        [error] = told["errors"]
        assert (error["row"], error["field"], error["code"]) == (2, "unit", "unit_takes_none")
    finally:
        await UnitDocument.find_one({"_id": JUSTICE}).set({"accepts_questions": True})
        qa.runtime.units.forget()


async def test_a_topic_changed_meanwhile_is_read_again(qa, imports, monkeypatch):
    await imports.start(table(["cho", "Chợ", "", "", "", ""]), kind="topics")
    write, was_taken = running._write_batch, False

    async def write_late(*arguments):
        nonlocal was_taken
        if not was_taken:
            was_taken = True
            form = CreateTopic(id="cho-khac", name="chợ")
            sent = form.model_dump(mode="json")
            made = await qa.call("POST", "/topics", json=sent, headers=imports.admin)
            assert made.status == 201, made.body
        return await write(*arguments)

    monkeypatch.setattr(running, "_write_batch", write_late)
    with pytest.raises(TopicExists):
        await run_imports(qa.runtime)
    with at(now().replace(year=now().year + 1)):
        await run_imports(qa.runtime)
    [told] = (await qa.get("/imports", headers=imports.admin)).body["items"]
    shown = await imports.show(told["id"])
    assert (shown["state"], shown["errors"][0]["code"]) == ("done", "name_taken")
    assert await TopicDocument.get("cho") is None
