"""Browsing, finding and suggesting published questions, and one's own."""

from datetime import timedelta

import pytest

from services.qa.questions.documents import QuestionDocument
from services.qa.search import frequencies
from services.qa.search.documents import TOTAL
from services.qa.search.queries import PublicRequest, public_lists
from shared.clock import now
from shared.marks import AFTER_ALL, BEFORE_ALL, mark
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


async def published_before(qa, code: str, **ago) -> None:
    """Let a question have been published earlier."""
    found = await qa.stored(code)
    found.public_mark = mark(now() - timedelta(**ago), found.id)
    await found.replace()


async def pages(qa, limit: int, **params) -> list[str]:
    """Return what all pages hold."""
    found, cursor = [], None
    while True:
        asked = {**params, "limit": limit} | ({"cursor": cursor} if cursor else {})
        page = (await qa.get("/questions", params=asked)).body
        found += [entry["code"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


class TestRanking:
    """Which of the found comes first."""

    async def test_words_as_they_were_written_come_first_then_words_side_by_side(self, qa):
        titles = {
            "exact together": "Mức học phí mầm non",
            "exact apart": "Phí khi trẻ học xa",
            "folded together": "Chuyện hóc phỉ của trẻ",
            "folded apart": "Phỉ báng và hóc xương",
        }
        made = {name: await publish(qa, title) for name, title in reversed(titles.items())}
        await publish(qa, "Đăng ký xe máy")
        assert await codes(qa, "/questions", q="học phí") == [made[name] for name in titles]
        unmarked = await codes(qa, "/questions", q="hoc phi")
        together = [made["exact together"], made["folded together"]]
        assert unmarked == [*together, made["exact apart"], made["folded apart"]]

    @pytest.mark.parametrize("limit", [1, 2, 3])
    async def test_pages_go_on_across_ranks(self, qa, limit):
        made = [
            await publish(qa, title) for title in ("Đất đai", "Dat dai", "Đất và đai", "Dát vàng")
        ]
        wanted = [made[0], made[2], made[1]]
        assert await pages(qa, 20, q="đất đai") == wanted
        assert await pages(qa, limit, q="đất đai") == wanted

    async def test_counting_terms_changes_no_result(self, qa, monkeypatch):
        made = [await publish(qa, f"Học phí {name}") for name in ("mầm non", "tiểu học", "dạy lái")]
        monkeypatch.setattr(frequencies, "_SLOWEST_COMMIT", timedelta(0))
        assert await frequencies.count_new() == 3
        assert await frequencies.count_new() == 0
        counted = await frequencies.read(["hoc", "lai", "=lái"])
        assert counted[TOTAL] == 3
        assert (counted["hoc"], counted["lai"]) == (3, 1)
        assert await pages(qa, 2, q="học phí") == made[::-1]
        assert await pages(qa, 2, q="học lái") == made[2:]

    async def test_a_unit_and_a_topic_together_are_read_by_their_index(self, qa, monkeypatch):
        here, elsewhere = [
            [await publish(qa, f"Học phí {name}", topic=topic) for name, topic in of_unit.items()]
            for of_unit in ({"mầm non": "dat-dai", "lớp": None}, {"nghề": "dat-dai", "chữ": None})
        ]
        for code in elsewhere:
            found = await qa.stored(code)
            found.lead_unit = SCIENCE
            await found.replace()
        monkeypatch.setattr(frequencies, "_SLOWEST_COMMIT", timedelta(0))
        await frequencies.count_new()
        for q in (None, "học", "hoc"):
            wanted = PublicRequest(q, JUSTICE, "dat-dai")
            for listed in await public_lists(wanted):
                matched = listed.pipeline(1, (BEFORE_ALL, AFTER_ALL))[0]["$match"]
                assert matched.keys() == {"lead_unit", "topic", "public_mark"}
            given = {"unit": JUSTICE, "topic": "dat-dai"} | ({"q": q} if q else {})
            assert await pages(qa, 1, **given) == here[:1]
        assert await pages(qa, 1, unit=JUSTICE, topic="dat-dai", q="lớp") == []

    @pytest.mark.parametrize("cursor", ["WzAsInh4Il0", "Wzk5LCAiMjAyNjExMjIxMDAwMDAwMDAteCJd"])
    async def test_a_cursor_of_another_search_is_refused(self, qa, cursor):
        refused = await qa.get("/questions", params={"q": "học", "cursor": cursor})
        assert (refused.status, refused.pointers) == (422, ["query:cursor"])


class TestPeriods:
    """Published in a year, or between two days."""

    async def test_by_year_and_by_days(self, qa):
        this, last = [await publish(qa, f"Câu hỏi {name}") for name in ("năm nay", "năm ngoái")]
        await published_before(qa, last, days=400)
        year = now().year
        earlier = (now() - timedelta(days=400)).year
        assert await codes(qa, "/questions", year=year) == [this]
        assert await codes(qa, "/questions", year=earlier, q="câu hỏi") == [last]
        assert await codes(qa, "/questions", year=1999) == []
        today = now().astimezone().date().isoformat()
        assert await codes(qa, "/questions", **{"from": "2020-01-01"}) == [this, last]
        assert await codes(qa, "/questions", to="2020-01-01") == []
        assert await codes(qa, "/questions", **{"from": today, "to": "2020-01-01"}) == []

    async def test_what_moves_to_another_topic_is_found_there(self, qa):
        code = await publish(qa, "Cấp đổi sổ đỏ", topic="dat-dai")
        found = await qa.stored(code)
        found.topic = "ho-tich"
        await found.replace()
        assert await codes(qa, "/questions", topic="dat-dai") == []
        assert await codes(qa, "/questions", topic="ho-tich", q="so do") == [code]

    @pytest.mark.parametrize("params", [{"year": 3}, {"year": "x"}, {"from": "x"}, {"to": "1"}])
    async def test_no_such_time(self, qa, params):
        refused = await qa.get("/questions", params=params)
        assert refused.pointers == [f"query:{next(iter(params))}"]


class TestOwnQuestions:
    """What somebody asked signed in."""

    async def test_newest_first_and_nobody_elses(self, qa):
        first, second = [(await qa.ask("citizen1"))["code"] for _ in range(2)]
        await qa.ask("citizen2")
        await qa.ask()
        await qa.act(first, "publish", "officer1", {"text": "Trả lời cho ông/bà."})
        listed = (await qa.get("/my-questions", "citizen1")).body["items"]
        assert [entry["code"] for entry in listed] == [second, first]
        assert [entry["status"] for entry in listed] == ["submitted", "answered"]
        assert listed[1]["answered_at"]
        assert (await qa.get("/my-questions", "officer1")).body["items"] == []

    async def test_for_who_is_signed_in(self, qa):
        assert (await qa.get("/my-questions")).status == 401


async def test_questions_leave_the_search_with_the_public_pages(qa):
    code = await publish(qa, "Học phí mầm non")
    found = await qa.stored(code)
    found.unpublish()
    await found.replace()
    assert await codes(qa, "/questions", q="học phí") == []
    assert await codes(qa, "/questions", unit=JUSTICE) == []
    assert (await QuestionDocument.find_one({"code": code})).search_terms is None
