"""Asking: what is answered and stored, for whom, and what is refused without a trace."""

import asyncio
import json
import unicodedata
from datetime import datetime

import pytest

from services.qa.questions.asking import Asking
from services.qa.questions.contacts import is_secret, unseal
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.service import ask_question
from shared.clock import at
from shared.contracts.qa.questions import AskQuestion
from shared.identity import Caller
from shared.ids import READABLE, new_id, readable_code
from shared.tasks import TaskSender
from tests.services.qa.directory import ABOLISHED, FUTURE, JUSTICE, PROVINCE, SILENT
from tests.services.qa.support import question


async def test_the_answer_carries_code_secret_and_due_date(qa):
    asked = await qa.ask()
    assert len(asked["code"]) == 8
    assert set(asked["code"]) <= set(READABLE)
    assert len(asked["secret"]) >= 32
    assert asked["status"] == "submitted"
    assert asked["unit"] == {
        "id": JUSTICE, "name": "Sở Tư pháp", "name_en": "Department of Justice"
    }  # fmt: skip
    due_at, asked_at = (datetime.fromisoformat(asked[name]) for name in ("due_at", "asked_at"))
    assert due_at.tzinfo is not None
    assert 15 <= (due_at - asked_at).days <= 40


async def test_due_after_fifteen_working_days_of_the_units_calendar(qa):
    form = AskQuestion.model_validate(question())
    with at(datetime.fromisoformat("2026-11-20T09:00:00+07:00")):  # a Friday
        asked = await ask_question(qa.runtime, Asking(Caller(), form))
    # 24 November is off; working hours end at 17:00 in winter.
    assert asked.due_at == datetime.fromisoformat("2026-12-14T17:00:00+07:00")


async def test_nothing_secret_or_personal_lies_in_clear(qa):
    personal = {"name": "Nguyễn Văn Kín", "email": "kin@example.com", "phone": "0912 345 678"}
    asked = await qa.ask(**personal)
    database = qa.runtime.mongo.database
    collections = await database.list_collection_names()
    rows = [str(row) for name in collections async for row in database[name].find()]
    everything = " ".join(rows)
    assert asked["code"] in everything
    for secret in (asked["secret"], "Nguyễn Văn Kín", "kin@example.com", "912345678"):
        assert secret not in everything
    stored = await qa.stored(asked["code"])
    contact = unseal(stored.contact, stored.id, qa.runtime.cipher)
    assert (contact.email, contact.phone) == ("kin@example.com", "+84912345678")
    assert is_secret(asked["secret"], stored.secret_hash)


async def test_an_event_names_the_question_by_code_only(qa):
    asked = await qa.ask()
    [row] = await qa.runtime.mongo.database["outbox"].find().to_list()
    assert row["name"] == "qa.question_asked.v1"
    assert row["payload"] == {"code": asked["code"], "unit": JUSTICE}


async def test_without_a_unit_the_province_takes_it(qa):
    body = question()
    del body["unit"]
    answered = await qa.post("/questions", body)
    assert answered.status == 201
    assert answered.body["unit"]["id"] == PROVINCE


async def test_who_is_signed_in_owns_the_question(qa):
    asked = await qa.ask("citizen1")
    assert (await qa.stored(asked["code"])).owner == "citizen1"
    assert (await qa.stored((await qa.ask())["code"])).owner is None


async def test_text_is_kept_as_written_in_nfc(qa):
    title = "Học phí  trường mầm non\u00a0công lập"
    asked = await qa.ask(title=unicodedata.normalize("NFD", title), body="Dòng một\r\ndòng hai ạ")
    stored = await qa.stored(asked["code"])
    assert stored.title == "Học phí trường mầm non công lập"
    assert stored.body == "Dòng một\ndòng hai ạ"


async def test_a_taken_code_is_drawn_again(qa):
    taken = (await qa.ask())["code"]
    drawn = iter([taken, taken, "ZZZZ9999"])
    form = AskQuestion.model_validate(question())
    asked = await ask_question(qa.runtime, Asking(Caller(), form, new_code=lambda: next(drawn)))
    assert asked.code == "ZZZZ9999"
    assert await qa.count("questions") == 2
    assert await qa.count("timeline") == 2


REFUSED = {
    "title": [None, 7, "", "    ", "ngắn", "x" * 201, "có\0NUL ở đây", "đảo \u202echiều chữ",
              "hai\ndòng chữ", ["Học phí"], {"a": 1}],
    "body": [None, "quá ngắn", "x" * 5_001, "chữ có NUL\0 ở giữa", "x\u2066y chữ đảo chiều"],
    "unit": ["khong-co", ABOLISHED, SILENT, FUTURE, "SO TU PHAP", "", 5, "x" * 65, "a/b", "$ne"],
    "topic": ["khong-co", "", {"$ne": None}],
    "name": ["x" * 101, "", "tên\0", "hai\ndòng"],
    "email": ["khong-phai", "a@", "a b@example.com", "x" * 300 + "@example.com", "a@b\r\nBcc: c@d"],
    "phone": ["123", "chữ", "0912", "+999999999999"],
    "may_publish": [None, "có lẽ", {}, "yes", "true", 1],
    "language": ["fr", "", None],
    "unknown": ["bất kỳ"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field, values in REFUSED.items() for value in values],
    ids=lambda value: str(value)[:20].encode("ascii", "backslashreplace").decode(),
)
async def test_a_bad_field_is_pointed_at_and_nothing_is_stored(qa, field, value):
    answered = await qa.post("/questions", question(**{field: value}))
    assert answered.status == 422
    assert answered.slug == "invalid-request"
    assert answered.headers["Content-Type"] == "application/problem+json"
    assert all(pointer.startswith(f"#/{field}") for pointer in answered.pointers)
    for collection in ("questions", "timeline", "deadlines", "outbox", "idempotency"):
        assert await qa.count(collection) == 0


@pytest.mark.parametrize("missing", ["title", "body", "may_publish"])
async def test_a_missing_field_is_pointed_at(qa, missing):
    body = question()
    del body[missing]
    answered = await qa.post("/questions", body)
    assert (answered.status, answered.pointers) == (422, [f"#/{missing}"])


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b"[" * 50_000, b'{"title": NaN}',
        json.dumps(question())[:-1].encode(), b'{"title": "\\ud800' + b"x" * 20 + b'"}',
    ],
    ids=str,
)  # fmt: skip
async def test_malformed_json_is_a_problem(qa, raw):
    headers = {"Content-Type": "application/json"}
    answered = await qa.call("POST", "/questions", data=raw, headers=headers)
    assert answered.status == 422, answered.body
    assert await qa.count("questions") == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_other_media_types_are_refused(qa, kind):
    headers = {"Content-Type": kind}
    data = json.dumps(question()).encode()
    answered = await qa.call("POST", "/questions", data=data, headers=headers)
    assert answered.status == 422
    assert await qa.count("questions") == 0


async def test_a_problem_never_repeats_what_was_typed(qa):
    answered = await qa.post("/questions", question(email="lo-dia-chi@"))
    assert "lo-dia-chi" not in json.dumps(answered.body)


class TestIdempotency:
    """The same key and body gets the first answer."""

    @pytest.mark.parametrize("key", ["short", "có dấu tiếng Việt", "x" * 129])
    async def test_a_bad_key_is_refused(self, qa, key):
        headers = {"Idempotency-Key": key}
        answered = await qa.post("/questions", question(), headers=headers)
        assert (answered.status, answered.pointers) == (422, ["header:idempotency-key"])
        assert await qa.count("questions") == 0

    async def test_a_repeat_gets_the_first_answer_whole(self, qa):
        headers = {"Idempotency-Key": new_id()}
        answers = [await qa.post("/questions", question(), headers=headers) for _ in range(3)]
        assert [answer.status for answer in answers] == [201, 201, 201]
        assert answers[0].body == answers[1].body == answers[2].body
        assert await qa.count("questions") == 1
        assert await qa.count("outbox") == 1

    async def test_repeats_in_parallel_are_one_question(self, qa):
        headers = {"Idempotency-Key": new_id()}
        answers = await asyncio.gather(
            *(qa.post("/questions", question(), headers=headers) for _ in range(8))
        )
        assert {answer.status for answer in answers} == {201}
        assert len({answer.body["secret"] for answer in answers}) == 1
        assert await qa.count("questions") == 1

    async def test_two_bodies_under_one_key_at_once_are_one_question(self, qa):
        headers = {"Idempotency-Key": new_id()}
        bodies = [question(title=f"Câu hỏi thứ {number}") for number in range(6)]
        sent = [qa.post("/questions", body, headers=headers) for body in bodies]
        statuses = sorted(answer.status for answer in await asyncio.gather(*sent))
        assert statuses == [201, *[409] * 5]
        assert await qa.count("questions") == 1

    async def test_another_body_under_the_same_key_is_a_conflict(self, qa):
        headers = {"Idempotency-Key": new_id()}
        await qa.post("/questions", question(), headers=headers)
        other = await qa.post("/questions", question(title="Một câu hỏi khác"), headers=headers)
        assert (other.status, other.slug) == (409, "idempotency-key-reused")
        assert await qa.count("questions") == 1

    async def test_two_people_may_use_the_same_key(self, qa):
        headers = {"Idempotency-Key": new_id()}
        for who in ("citizen1", "citizen2", None):
            assert (await qa.post("/questions", question(), who, headers=headers)).status == 201
        assert await qa.count("questions") == 3


async def test_a_broker_that_is_down_costs_nobody_an_answer(qa, monkeypatch):
    unreachable = TaskSender("redis://127.0.0.1:1/0")
    monkeypatch.setattr(qa.runtime, "tasks", unreachable)
    async with asyncio.timeout(2):
        asked = await qa.ask()
    assert await qa.count("outbox", **{"payload.code": asked["code"]}) == 1
    await unreachable.close()


async def test_a_bad_question_among_many_at_once_is_refused_alone(qa):
    units = [JUSTICE, ABOLISHED, PROVINCE, "khong-co", JUSTICE]
    answers = await asyncio.gather(*(qa.post("/questions", question(unit=one)) for one in units))
    assert [answer.status for answer in answers] == [201, 422, 201, 422, 201]
    assert [answer.body["unit"]["id"] for answer in answers[::2]] == units[::2]
    assert await qa.count("questions") == await qa.count("deadlines") == 3


async def test_a_taken_code_among_many_at_once_costs_nobody_an_answer(qa):
    taken = (await qa.ask())["code"]
    drawn = iter([taken, "ZZZZ9999"])
    form = AskQuestion.model_validate(question())
    odd = Asking(Caller(), form, new_id(), new_code=lambda: next(drawn, readable_code()))
    askings = [odd, *(Asking(Caller(), form, new_id()) for _ in range(5))]
    asked = await asyncio.gather(*(ask_question(qa.runtime, asking) for asking in askings))
    assert len({answer.code for answer in asked}) == 6
    assert await qa.count("questions") == await qa.count("outbox") == 7


async def test_each_event_carries_the_id_of_its_own_request(qa):
    ids = [new_id() for _ in range(4)]
    sent = [qa.post("/questions", question(), headers={"X-Request-Id": one}) for one in ids]
    codes = [answer.body["code"] for answer in await asyncio.gather(*sent)]
    rows = await qa.runtime.mongo.database["outbox"].find().to_list()
    assert {row["request_id"]: row["payload"]["code"] for row in rows} == dict(
        zip(ids, codes, strict=True)
    )


async def test_many_questions_at_once_all_arrive(qa):
    asked = await asyncio.gather(*(qa.ask() for _ in range(40)))
    assert len({answer["code"] for answer in asked}) == 40
    assert await QuestionDocument.count() == 40
    assert await qa.count("outbox") == 40
