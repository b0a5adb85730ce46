"""Browsing, finding and suggesting published questions, and the responders' queue."""

from datetime import timedelta

import pytest

from services.qa.questions.documents import QuestionDocument
from shared.clock import now
from shared.marks import mark
from tests.services.qa.directory import JUSTICE, SCIENCE

BODY = "Tôi muốn hỏi rõ hơn về việc này, xin cảm ơn."


async def codes(qa, path: str, who: str | None = None, **params) -> list[str]:
    answered = await qa.get(path, who, params=params)
    assert answered.status == 200, answered.body
    return [entry["code"] for entry in answered.body["items"]]


async def publish(qa, title: str, body: str = BODY, **fields) -> str:
    return (await qa.answered(title=title, body=body, **fields))["code"]


class TestBrowsing:
    """What everybody reads."""

    async def test_only_published_questions_newest_first(self, qa):
        first = await publish(qa, "Câu hỏi thứ nhất")
        await qa.ask(title="Câu hỏi chưa trả lời")
        await publish(qa, "Câu hỏi không công khai", may_publish=False)
        last = await publish(qa, "Câu hỏi thứ hai")
        assert await codes(qa, "/questions") == [last, first]

    async def test_an_entry_carries_its_answer_and_no_person(self, qa):
        await publish(qa, "Câu hỏi thứ nhất", name="Nguyễn Văn Kín", topic="dat-dai")
        [entry] = (await qa.get("/questions")).body["items"]
        assert entry["unit"]["name"] == "Sở Tư pháp"
        assert entry["topic"]["name"] == "Đất đai"
        assert "bộ phận một cửa" in entry["answer"]["html"]
        assert "Kín" not in str(entry)
        assert "officer1" not in str(entry)

    @pytest.mark.parametrize(
        "typed", ["học phí mầm non", "hoc phi mam non", "HỌC PHÍ", "phí học", "hòa", "hoà", "Hoa"]
    )
    async def test_words_are_found_with_and_without_marks(self, qa, typed):
        found = await publish(qa, "Học phí mầm non ở phường Thuận Hoà")
        await publish(qa, "Đăng ký xe máy", "Tôi mới chuyển đến thì đăng ký ở đâu ạ?")
        assert await codes(qa, "/questions", q=typed) == [found]

    async def test_every_word_must_be_there(self, qa):
        await publish(qa, "Học phí mầm non")
        assert await codes(qa, "/questions", q="học phí đại học kiến trúc") == []

    @pytest.mark.parametrize("typed", ["???", "…", "💡"])
    async def test_no_word_finds_nothing(self, qa, typed):
        await publish(qa, "Học phí mầm non")
        assert await codes(qa, "/questions", q=typed) == []

    async def test_the_answers_words_are_found_too(self, qa):
        found = await publish(qa, "Học phí mầm non")
        assert await codes(qa, "/questions", q="bo phan mot cua") == [found]

    async def test_by_unit_and_topic(self, qa):
        land = await publish(qa, "Cấp đổi sổ đỏ ở xã", topic="dat-dai")
        none = await publish(qa, "Cấp bản sao khai sinh")
        assert await codes(qa, "/questions", unit=JUSTICE) == [none, land]
        assert await codes(qa, "/questions", unit=SCIENCE) == []
        assert await codes(qa, "/questions", topic="dat-dai") == [land]
        assert await codes(qa, "/questions", topic="dat-dai", unit=JUSTICE) == [land]
        assert await codes(qa, "/questions", topic="dat-dai", q="khai sinh") == []

    @pytest.mark.parametrize("params", [{}, {"unit": JUSTICE}, {"q": "câu hỏi"}])
    async def test_pages_hold_each_once(self, qa, params):
        published = [await publish(qa, f"Câu hỏi thứ {number}") for number in range(5)]
        found, cursor = [], None
        while True:
            asked = {**params, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await qa.get("/questions", params=asked)).body
            found += [entry["code"] for entry in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert found == published[::-1]

    @pytest.mark.parametrize(
        "params",
        [
            {"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "x"}, {"unit": "A B"},
            {"q": ""}, {"q": "x" * 201}, {"q": "a\0b"}, {"q": "\u202e"}, {"cursor": "x" * 401},
        ],
    )  # fmt: skip
    async def test_bad_questions_are_pointed_at(self, qa, params):
        refused = await qa.get("/questions", params=params)
        assert refused.status == 422
        assert refused.pointers[0].startswith(f"query:{next(iter(params))}")


class TestSuggestions:
    """Answered questions like what is being typed."""

    async def test_the_likest_first_and_no_strangers(self, qa):
        near = await publish(qa, "Thủ tục cấp lại giấy khai sinh bị mất")
        nearer = await publish(qa, "Thủ tục cấp bản sao giấy khai sinh")
        await publish(qa, "Lịch cắt điện tuần này", "Bao giờ khu phố tôi bị cắt điện vậy?")
        text = "thu tuc cap ban sao giay khai sinh"
        found = await qa.get("/suggestions", params={"text": text})
        assert [entry["code"] for entry in found.body] == [nearer, near]

    async def test_what_is_not_public_is_not_suggested(self, qa):
        await qa.ask(title="Thủ tục cấp bản sao giấy khai sinh")
        await publish(qa, "Thủ tục cấp bản sao giấy khai sinh", may_publish=False)
        found = await qa.get("/suggestions", params={"text": "cấp bản sao giấy khai sinh"})
        assert found.body == []

    async def test_texts_without_words_suggest_nothing(self, qa):
        assert (await qa.get("/suggestions", params={"text": "???"})).body == []
        assert (await qa.get("/suggestions", params={"text": "a\0"})).status == 422


async def move(qa, code: str, **due) -> None:
    """Let a question have been asked earlier, by moving its due date."""
    found = await qa.stored(code)
    found.due_at = now() + timedelta(**due)
    found.due_soon_at = found.due_at - timedelta(days=3)
    found.queue_mark = mark(found.due_at, found.id)
    await found.replace()


class TestQueue:
    """What responders have before them."""

    async def test_open_questions_of_the_unit_soonest_due_first(self, qa):
        later, sooner = [(await qa.ask())["code"] for _ in range(2)]
        await move(qa, sooner, hours=5)
        await qa.answered()
        await qa.ask(unit=SCIENCE)
        assert await codes(qa, "/queue", "officer1") == [sooner, later]
        assert await codes(qa, "/queue", "head1") == [sooner, later]

    async def test_a_coordinator_sees_every_units(self, qa):
        asked = {(await qa.ask(unit=unit))["code"] for unit in (JUSTICE, SCIENCE)}
        assert set(await codes(qa, "/queue", "coordinator1")) == asked
        assert len(await codes(qa, "/queue", "coordinator1", unit=SCIENCE)) == 1

    async def test_another_units_queue_is_empty(self, qa):
        await qa.ask(unit=SCIENCE)
        assert await codes(qa, "/queue", "officer1", unit=SCIENCE) == []

    @pytest.mark.parametrize(("who", "status"), [(None, 401), ("citizen1", 403), ("leader1", 403)])
    async def test_for_responders_only(self, qa, who, status):
        assert (await qa.get("/queue", who)).status == status

    async def test_rows_tell_what_matters(self, qa):
        code = (await qa.ask())["code"]
        await qa.act(code, "assign", "officer1")
        await move(qa, code, hours=-1)
        [row] = (await qa.get("/queue", "officer2")).body["items"]
        assert row["assignee"] == "Lê Thị Hồng"
        assert (row["is_overdue"], row["is_due_soon"]) == (True, False)
        assert row["unit"]["id"] == JUSTICE

    async def test_filters(self, qa):
        overdue, soon, mine, free = [(await qa.ask())["code"] for _ in range(4)]
        await move(qa, overdue, hours=-1)
        await move(qa, soon, hours=30)
        await qa.act(mine, "assign", "officer1")
        await qa.act(overdue, "assign", "officer2")
        done = (await qa.answered())["code"]
        expected = {
            "overdue": [overdue], "due_soon": [soon], "mine": [mine],
            "unassigned": [soon, free], "answered": [done],
        }  # fmt: skip
        for name, wanted in expected.items():
            assert await codes(qa, "/queue", "officer1", filter=name) == wanted, name
        assert await codes(qa, "/queue", "officer1", status="in_progress") == [overdue, mine]
        assert await codes(qa, "/queue", "officer1", status="answered") == [done]
        assert await codes(qa, "/queue", "officer1", assignee="officer2") == [overdue]

    async def test_found_by_code_or_title(self, qa):
        land = (await qa.ask(title="Cấp đổi sổ đỏ"))["code"]
        await qa.ask()
        assert await codes(qa, "/queue", "officer1", q="so do") == [land]
        assert await codes(qa, "/queue", "officer1", q=land.lower()) == [land]
        assert await codes(qa, "/queue", "officer1", q=".*") == []

    @pytest.mark.parametrize("who", ["officer1", "coordinator1"])
    async def test_pages_hold_each_once(self, qa, who):
        asked = {(await qa.ask(unit=unit))["code"] for unit in [JUSTICE] * 4 + [SCIENCE] * 3}
        own = asked if who == "coordinator1" else set(await codes(qa, "/queue", who))
        found, cursor = [], None
        while True:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await qa.get("/queue", who, params=params)).body
            found += [row["code"] for row in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert len(found) == len(set(found))
        assert set(found) == own

    @pytest.mark.parametrize(
        "params",
        [{"status": "x"}, {"filter": "x"}, {"limit": 0}, {"cursor": "x"}, {"q": "a\0"}],
    )
    async def test_bad_questions_are_pointed_at(self, qa, params):
        refused = await qa.get("/queue", "officer1", params=params)
        assert (refused.status, refused.slug) == (422, "invalid-request")
        assert refused.pointers == [f"query:{next(iter(params))}"]


async def test_a_unit_with_two_offices_has_one_merged_queue(qa):
    from tests.support.tokens import bearer

    asked = [(await qa.ask(unit=unit))["code"] for unit in (JUSTICE, SCIENCE, JUSTICE, SCIENCE)]
    headers = bearer("both", ("officer", JUSTICE), ("officer", SCIENCE))
    found, cursor = [], None
    for _ in range(4):
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await qa.get("/queue", headers=headers, params=params)).body
        found += [row["code"] for row in page["items"]]
        cursor = page["next_cursor"]
    by_due = await QuestionDocument.find_all().sort("queue_mark").to_list()
    assert found == [question.code for question in by_due]
    assert set(found) == set(asked)
    assert cursor is None
