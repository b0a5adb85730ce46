"""The directory as a table: taken away, tried, taken in, again without change; bad files told."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from services.auth.imports.documents import DirectoryImportDocument
from services.auth.imports.running import run_imports
from shared.clock import now
from tests.services.auth.keeping import BASE
from tests.services.auth.support import new_name

PATH = f"{BASE}/directory-imports"
HEAD = "Mã,Tên,Loại,Cơ quan chủ quản,Hiệu lực từ"


async def take(keeping, keeper, data, kind="units", dry_run=False):
    """Send a file, have the worker take it in, and return how that ended."""
    body = data.encode() if isinstance(data, str) else data
    query = f"?kind={kind}&dry_run={str(dry_run).lower()}"
    started = await keeper.post(
        f"{PATH}{query}", data=body, headers={"X-File-Name": "t%E1%BB%87p.csv"}
    )
    assert started.status == 202, started.text
    assert started.json["file_name"] == "tệp.csv"
    await run_imports(keeping.runtime)
    return (await keeper.get(f"{PATH}/{started.json['id']}")).json


def numbers(done):
    return {name: done[name] for name in ("created", "updated", "unchanged", "refused")}


async def test_units_are_tried_then_taken_in_then_unchanged(keeping, keeper):
    upper, lower = new_name(), new_name()
    table = f"{HEAD}\n{upper},Trung tâm {upper},division,so-tu-phap,01/03/2026\n"
    table += f"{lower},Tổ {lower},division,{upper},2026-03-01\n"
    tried = await take(keeping, keeper, table, dry_run=True)
    assert (tried["state"], numbers(tried)["created"]) == ("done", 2), tried
    assert (await keeper.get(f"{BASE}/units/{upper}")).status == 404
    done = await take(keeping, keeper, table)
    assert numbers(done) == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}, done
    made = (await keeper.get(f"{BASE}/units/{lower}/detail")).json
    assert (made["valid_from"], made["calendar"]) == ("2026-03-01", "hue")
    assert [step["id"] for step in made["path"]][-1] == upper
    again = await take(keeping, keeper, table)
    assert numbers(again) == {"created": 0, "updated": 0, "unchanged": 2, "refused": 0}
    renamed = await take(keeping, keeper, table.replace("Tổ ", "Đội "))
    assert numbers(renamed)["updated"] == 1
    job = await DirectoryImportDocument.get(renamed["id"])
    assert job is not None
    assert job.sealed == b""


async def test_every_refused_row_says_why_and_the_others_are_taken(keeping, keeper):
    good = new_name()
    rows = [
        f"{good},Phòng tốt {good},division,so-y-te,01/01/2026",
        f"{good},Trùng mã,division,so-y-te,01/01/2026",
        ",Không mã,division,so-y-te,01/01/2026",
        "x-1,=HYPERLINK(1),division,so-y-te,01/01/2026",
        "x-2,Loại lạ,village,so-y-te,01/01/2026",
        "x-3,Không cha,division,khong-co,01/01/2026",
        "x-4,Ngày lạ,division,so-y-te,31/02/2026",
        "x-5,N\u0430m,division,so-y-te,01/01/2026",
    ]
    done = await take(keeping, keeper, "\n".join([HEAD, *rows]))
    assert numbers(done) == {"created": 1, "updated": 0, "unchanged": 0, "refused": 7}, done
    faults = {fault["row"]: (fault["field"], fault["code"]) for fault in done["faults"]}
    assert faults[3] == ("id", "duplicate")
    assert faults[4] == ("id", "missing")
    assert faults[5] == ("name", "formula")
    assert faults[6] == ("kind", "literal_error")
    assert faults[7] == ("parent", "unknown_unit")
    assert faults[8] == ("valid_from", "date")
    assert faults[9] == ("name", "text_character")


async def test_cycles_and_the_top_unit_are_refused_row_by_row(keeping, keeper):
    upper, lower = new_name(), new_name()
    table = f"{HEAD}\n{upper},A {upper},division,so-y-te,\n{lower},B {lower},division,{upper},\n"
    await take(keeping, keeper, table)
    turned = f"{HEAD}\n{upper},A {upper},division,{lower},\ntp-hue,Ủy ban,province,so-y-te,\n"
    done = await take(keeping, keeper, turned)
    assert [fault["code"] for fault in done["faults"]] == ["unit-cycle", "top-unit-stays"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
async def test_the_usual_encodings_and_delimiters_are_read(keeping, keeper, encoding):
    unit = new_name()
    table = f"Mã;Tên;Loại;Cơ quan chủ quản\n{unit};Phong {unit};division;so-y-te\n"
    body = table.replace("Mã", "Ma").replace("Tên", "Ten") if encoding == "cp1258" else table
    if encoding == "cp1258":
        body = body.replace("Loại", "Loai").replace("Cơ quan chủ quản", "Co quan chu quan")
    done = await take(keeping, keeper, body.encode(encoding))
    assert numbers(done)["created"] == 1, done


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", "empty"),
        (b"Ma,Ten\n1,2\n", "missing_columns:kind,parent"),
        (HEAD.encode(), "empty"),
        (b"\xd0\xcf\x11\xe0old", "old_excel"),
        (b"PK\x03\x04 not a book", "damaged"),
        (bytes(range(256)), "encoding"),
        ((HEAD + "\nx,y,z,w,v" * 100_000).encode(), "too_many_rows"),
    ],
)
async def test_a_file_that_is_no_table_is_told_as_a_whole(keeping, keeper, data, failure):
    done = await take(keeping, keeper, data)
    assert (done["state"], done["failure"]) == ("failed", failure)


async def test_a_huge_file_is_refused_on_its_way(keeper):
    answer = await keeper.post(f"{PATH}?kind=units", data=b"x" * (9 * 1024 * 1024))
    assert (answer.status, answer.slug) == (413, "directory-file-refused")


async def test_people_are_taken_in_by_their_mail_and_changed(keeping, keeper):
    mail = f"{new_name()}@hue.example"
    head = "Họ và tên,Thư điện tử,Vai trò\n"
    row = f"Nguyễn Văn Bảng,{mail},officer:so-y-te\n"
    done = await take(keeping, keeper, head + row, "people")
    assert numbers(done)["created"] == 1, done
    again = await take(
        keeping, keeper, head + row.upper().replace("OFFICER:SO-Y-TE", "officer:so-y-te"), "people"
    )
    assert numbers(again)["updated"] == 1, again
    moved = await take(keeping, keeper, head + row.replace("officer", "head"), "people")
    assert numbers(moved)["updated"] == 1, moved
    [person] = (await keeper.get(f"{BASE}/people?q=Bang&unit=so-y-te")).json["items"]
    assert person["roles"] == [{"role": "head", "unit": "so-y-te"}]
    same = await take(keeping, keeper, head + row.replace("officer", "head"), "people")
    assert numbers(same)["unchanged"] == 1, same
    wrong = await take(
        keeping, keeper, head + "Ai Đó,,admin:so-y-te\nAi Kia,a@b.example,x:so-y-te\n", "people"
    )
    assert [fault["code"] for fault in wrong["faults"]] == ["missing", "literal_error"]


@pytest.mark.parametrize("kind", ["units", "people"])
async def test_what_is_taken_away_is_taken_in_unchanged(keeping, keeper, kind):
    answer = await keeper.get(f"{BASE}/directory-tables/{kind}.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    done = await take(keeping, keeper, answer.text, kind)
    assert done["refused"] == done["created"] == done["updated"] == 0, done
    assert done["unchanged"] == done["rows_total"] >= 55
    async with keeper.http.get(f"{keeping.url}{BASE}/directory-tables/{kind}.xlsx") as response:
        book = await response.read()
    assert load_workbook(io.BytesIO(book)).active.max_row == done["rows_total"] + 1
    done = await take(keeping, keeper, book, kind)
    assert done["unchanged"] == done["rows_total"]


async def test_formulas_are_neither_run_nor_given_out(keeping, keeper):
    unit = new_name()
    book, written = Workbook(), io.BytesIO()
    book.active.append(["Mã", "Tên", "Loại", "Cơ quan chủ quản", "Địa chỉ"])
    book.active.append([unit, f"Phòng {unit}", "division", "so-y-te", "=1+1"])
    book.save(written)
    done = await take(keeping, keeper, written.getvalue())
    assert numbers(done)["created"] == 1, done  # a formula nobody counted has no value
    body = {"address": "-2+3 Lê Lợi"}
    headers = {"If-Match": (await keeper.get(f"{BASE}/units/{unit}")).headers["ETag"]}
    await keeper.request("PATCH", f"{BASE}/units/{unit}", json=body, headers=headers)
    table = (await keeper.get(f"{BASE}/directory-tables/units.csv")).text
    assert "'-2+3 Lê Lợi" in table
    again = await take(keeping, keeper, table)
    assert again["updated"] == again["refused"] == 0


async def test_a_killed_worker_loses_nothing(keeping, keeper):
    unit = new_name()
    data = f"{HEAD}\n{unit},Phòng {unit},division,so-y-te,\n".encode()
    started = (await keeper.post(f"{PATH}?kind=units&dry_run=false", data=data)).json
    job = await DirectoryImportDocument.get(started["id"])
    job.state, job.run_at, job.attempts = "running", now(), 1
    await job.replace()
    await run_imports(keeping.runtime)
    assert (await keeper.get(f"{PATH}/{started['id']}")).json["created"] == 1


async def test_who_is_no_administrator_any_more_takes_nothing_in(keeping, keeper):
    data = f"{HEAD}\nzz-1,Phòng,division,so-y-te,\n".encode()
    started = (await keeper.post(f"{PATH}?kind=units&dry_run=false", data=data)).json
    people = keeping.runtime.mongo.database["people"]
    await people.update_one({"_id": "demo-admin1"}, {"$set": {"roles": []}})
    await run_imports(keeping.runtime)
    job = await DirectoryImportDocument.get(started["id"])
    assert (job.state, job.failure) == ("failed", "not_allowed")


async def test_only_administrators_have_tables(keeping):
    async with keeping.browser() as browser:
        await browser.sign_in("officer1")
        browser.http.headers.update(await keeping.bearer_of(browser))
        assert (await browser.get(f"{BASE}/directory-tables/people.csv")).status == 403
        assert (await browser.post(f"{PATH}?kind=units", data=b"x")).status == 403
        assert (await browser.get(PATH)).status == 403
