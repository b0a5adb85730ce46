"""Importing over HTTP: what comes of rows, again and again, and of files that cannot be read."""

import asyncio
import io
import time

import pytest
from openpyxl import load_workbook

from services.qa.figures.facts import tags
from services.qa.imports.tasks import run_imports
from shared.clock import now
from tests.services.qa.attachments import corpus
from tests.services.qa.imports.files import Imports, as_csv, as_json, as_xlsx, counts, row
from tests.support.tokens import bearer


@pytest.fixture
def imports(qa):
    return Imports(qa)


async def questions(qa):
    return await qa.runtime.mongo.database["questions"].find({}).sort("title", 1).to_list()


async def test_an_imported_question_is_public_found_and_told_to_nobody(qa, imports):
    told = await imports.run(as_csv(row(1, topic="dat-dai"), row(2)))
    assert told["state"] == "done"
    assert (told["rows_done"], told["rows_total"], counts(told)) == (2, 2, {"created": 2})
    found = (await qa.get("/questions", params={"q": "giay phep lai xe"})).body["items"]
    assert {one["title"] for one in found} == {"Hỏi về thủ tục số 1", "Hỏi về thủ tục số 2"}
    shown = (await qa.get(f"/questions/{found[0]['code']}")).body
    assert shown["status"] == "answered"
    assert shown["answer"]["answered_at"].startswith("2024-03-14T17:00:00")
    assert shown["is_overdue"] is False
    assert [entry["kind"] for entry in shown["timeline"]][:3] == ["asked", "answered", "published"]
    [stored, _] = await questions(qa)
    assert stored["imported_from"] == "cong-cu"
    assert tags(stored) == []
    await qa.deliver_events()
    assert await qa.count("deliveries") == await qa.count("outbox") == 0


async def test_an_imported_question_that_is_reopened_gets_a_clock_of_its_own(qa, imports):
    await imports.run(as_csv(row(1)))
    [imported] = await questions(qa)
    code = imported["code"]
    reason = {"reason": "Quy định đã thay đổi, cần trả lời lại."}
    done = await qa.act(code, "reopen", "head1", reason)
    assert (done.status, done.body["status"]) == (200, "reopened"), done.body
    clock = await qa.clock(code)
    assert clock.next_step_at > now()
    assert (await qa.act(code, "publish", "officer1", {"text": "Nay nộp qua mạng."})).status == 200
    assert (await qa.clock(code)).next_step_at is None


async def test_a_dry_run_counts_and_changes_nothing(qa, imports):
    data = as_csv(row(1), row(2, unit="Không có"), row(3, topic="Lạ"))
    told = await imports.run(data, dry_run="true")
    assert counts(told) == {"created": 2, "refused": 1, "warned": 1}
    assert [(error["row"], error["field"]) for error in told["errors"]] == [
        (3, "unit"),
        (4, "topic"),
    ]
    assert await qa.count("questions") == await qa.count("imported") == 0
    assert counts(await imports.run(data)) == counts(told)
    assert await qa.count("questions") == 2


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json])
async def test_the_same_file_again_changes_nothing(qa, imports, write):
    data = write(row(1), row(2))
    await imports.run(data)
    before = await questions(qa)
    assert counts(await imports.run(data)) == {"unchanged": 2}
    assert await questions(qa) == before
    assert counts(await imports.run(data, source="cong-khac")) == {"created": 2}


async def test_a_changed_row_changes_its_question_unless_somebody_worked_on_it(qa, imports):
    await imports.run(as_csv(row(1), row(2)))
    [first, second] = await questions(qa)
    body = {"text": "Câu trả lời đã đính chính.", "reason": "Sai địa chỉ."}
    done = await qa.act(second["code"], "correct", "officer1", body)
    assert done.status == 200, done.body
    again = as_csv(row(1, answer="Nay nộp qua mạng."), row(2, answer="Nay nộp qua mạng."))
    assert counts(await imports.run(again)) == {"updated": 1, "kept": 1}
    shown = (await qa.get(f"/questions/{first['code']}")).body
    assert shown["answer"]["text"] == "Nay nộp qua mạng."
    kept = (await qa.get(f"/questions/{second['code']}")).body
    assert kept["answer"]["text"] == body["text"]
    assert counts(await imports.run(again)) == {"unchanged": 1, "kept": 1}
    third = as_csv(row(1, answer="Nộp ở xã."), row(2))
    assert counts(await imports.run(third)) == {"updated": 1, "unchanged": 1}
    assert await qa.count("questions") == 2


async def test_ready_answers_are_imported_too(qa, imports):
    headings = ["Mã", "Câu hỏi", "Trả lời", "Cơ quan", "Hiệu lực từ", "Hiệu lực đến"]
    rows = [
        ["F1", "Giờ làm việc thế nào?", "Từ 7:30 đến 17:00.", "Sở Tư pháp", "01/01/2024", ""],
        ["F2", "Lệ phí bao nhiêu?", "Miễn phí.", "so-tu-phap", "02/01/2024", "01/01/2024"],
    ]
    told = await imports.run(as_csv(*rows, headings=headings), kind="faq")
    assert counts(told) == {"created": 1, "refused": 1}, told["errors"]
    found = (await qa.get("/faq", params={"q": "gio lam viec"})).body["items"]
    assert [(one["title"], one["valid_from"]) for one in found] == [(rows[0][1], "2024-01-01")]
    rows[0][2] = "Từ 7:30 đến 17:30."
    assert counts(await imports.run(as_csv(*rows, headings=headings), kind="faq"))["updated"] == 1
    [shown] = (await qa.get("/faq", params={"q": "gio lam viec"})).body["items"]
    assert (shown["answer"], shown["version"]) == (rows[0][2], 2)


async def test_errors_are_told_in_both_languages_and_as_a_harmless_sheet(qa, imports):
    data = as_csv(row(1, unit="=cmd|' /C calc'!A0"), row(2, unit="@SUM(1)"), row(3, asked_at="x"))
    told = await imports.run(data)
    assert [(error["row"], error["code"]) for error in told["errors"]] == [
        (2, "formula"), (3, "unknown_unit"), (4, "date"),
    ]  # fmt: skip
    assert told["errors"][2]["message"].startswith("Không phải ngày")
    assert told["errors"][2]["message_en"].startswith("Not a date")
    sheet = await qa.get(f"/imports/{told['id']}/errors.csv", headers=imports.admin)
    assert sheet.headers["Content-Disposition"].startswith("attachment; ")
    lines = sheet.body.removeprefix("\ufeff").splitlines()
    assert len(lines) == 4
    assert not any(cell.startswith(("=", "@", "+")) for line in lines for cell in line.split(","))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"a,b\n1,2\n", "Thiếu cột"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (as_csv(), "không có dòng"),
        (corpus.swollen(), "bị hỏng"),
        (b"", "không có dòng"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why_and_is_forgotten(qa, imports, data, word):
    told = await imports.run(data)
    assert told["state"] == "failed"
    assert word in told["failure"]
    assert told["failure_en"]
    assert await qa.count("file_pieces") == await qa.count("questions") == 0


async def test_a_file_lies_sealed_until_it_is_done(qa, imports):
    started = await imports.start(as_csv(row(1, body="Số điện thoại của tôi là 0905123456")))
    [piece] = await qa.runtime.mongo.database["file_pieces"].find({}).to_list()
    assert b"0905123456" not in piece["sealed"]
    assert (await imports.show(started.body["id"]))["state"] == "waiting"
    await run_imports(qa.runtime)
    assert await qa.count("file_pieces") == 0


async def test_too_many_rows_and_too_many_bytes_are_refused(qa, imports, monkeypatch):
    small = {"import_max_rows": 2, "import_max_bytes": 2_000}
    changed = qa.runtime.settings.model_copy(update=small)
    monkeypatch.setattr(qa.runtime, "settings", changed)
    told = await imports.run(as_csv(row(1), row(2), row(3)))
    assert "nhiều nhất là 2" in told["failure"]
    assert await qa.count("questions") == 0

    async def streamed():
        for _ in range(3):
            yield bytes(1_000)

    for data in (bytes(2_001), streamed()):
        refused = await imports.start(data)
        assert (refused.status, refused.slug) == (413, "file-too-large")
    assert await qa.count("imports") == 1
    assert await qa.count("file_pieces") == 0


async def test_only_an_administrator_imports_and_only_with_a_strong_sign_in(qa, imports):
    assert (
        await imports.start(as_csv(row()), headers=bearer("admin1", ("admin", "ubnd-hue"), loa=1))
    ).slug == "step-up-required"
    for who, status in (("officer1", 403), ("coordinator1", 403), (None, 401)):
        assert (await qa.get("/imports", who)).status == status
        assert (await qa.call("POST", "/imports?kind=faq", who, data=b"x")).status == status
    assert await qa.count("imports") == 0
    unknown = await qa.get(f"/imports/{'0' * 32}", headers=imports.admin)
    assert (unknown.status, unknown.slug) == (404, "import-not-found")
    wrong = await imports.start(as_csv(row()), kind="people")
    assert wrong.pointers == ["query:kind"]


async def test_imports_are_listed_newest_first(qa, imports):
    ids = [(await imports.run(as_csv(row(n))))["id"] for n in range(3)]
    listed = (await qa.get("/imports", headers=imports.admin, params={"limit": 2})).body
    assert [one["id"] for one in listed["items"]] == ids[:0:-1]
    more = {"cursor": listed["next_cursor"]}
    assert (await qa.get("/imports", headers=imports.admin, params=more)).body["items"][0][
        "id"
    ] == ids[0]


async def test_a_sheet_calculated_by_a_spreadsheet_gives_its_values(qa, imports):
    data = as_xlsx(row(1, asked_at=now().replace(year=2024, tzinfo=None)), row(2, external_id=17))
    book = load_workbook(io.BytesIO(data))
    assert book.active["A3"].value == 17
    told = await imports.run(data)
    assert told["errors"] == [] or told["errors"][0]["code"] == "answered_before_asked"
    assert told["rows_done"] == 2


async def test_two_workers_at_once_write_each_row_once(qa, imports):
    started = await imports.start(as_csv(*(row(n) for n in range(500))))
    await asyncio.gather(*(run_imports(qa.runtime) for _ in range(3)))
    told = await imports.show(started.body["id"])
    assert (told["state"], counts(told)) == ("done", {"created": 500})
    assert await qa.count("questions") == await qa.count("imported") == 500


async def test_two_thousand_rows_take_seconds(qa, imports):
    data = as_csv(*(row(n) for n in range(2_000)))
    begun = time.process_time()
    told = await imports.run(data)
    assert counts(told) == {"created": 2_000}
    assert time.process_time() - begun < 8  # about two; others may have the machine meanwhile
