"""The responders' queue: its parts, orders, counts and changes."""

from datetime import timedelta

import pytest

from services.qa.questions.documents import QuestionDocument
from services.qa.queue import queries
from shared.clock import now
from shared.recent import Recent
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE
from tests.support.tokens import bearer


async def codes(qa, path: str, who: str | None = None, **params) -> list[str]:
    answered = await qa.get(path, who, params=params)
    assert answered.status == 200, answered.body
    return [entry["code"] for entry in answered.body["items"]]


async def move(qa, code: str, **due) -> None:
    """Let a question have been asked earlier, by moving its due date."""
    found = await qa.stored(code)
    found.due_at = now() + timedelta(**due)
    found.due_soon_at = found.due_at - timedelta(days=3)
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


class TestParts:
    """Filters beyond those of the due date."""

    async def test_waiting_for_the_sender_or_for_approval_or_returned(self, qa):
        waits, approval, back, plain = [(await qa.ask())["code"] for _ in range(4)]
        told = {"text": "Xin cho biết thêm số thửa đất."}
        assert (await qa.act(waits, "request-info", "officer1", told)).status == 200
        text = {"text": "Ông/bà nộp hồ sơ tại bộ phận một cửa."}
        assert (await qa.act(approval, "submit", "officer1", text)).status == 200
        reason = {"reason": "Không thuộc thẩm quyền."}
        assert (await qa.act(back, "return", "officer1", reason)).status == 200
        for name, wanted in {"waiting": waits, "approval": approval}.items():
            assert await codes(qa, "/queue", "head1", filter=name) == [wanted], name
            assert await codes(qa, "/queue", "coordinator1", filter=name) == [wanted], name
        assert await codes(qa, "/queue", "coordinator1", filter="returned") == [back]
        assert await codes(qa, "/queue", "coordinator1", filter="unit") == [back]
        assert await codes(qa, "/queue", "coordinator1", filter="unit", unit=JUSTICE) == []
        assert back not in await codes(qa, "/queue", "officer1")
        assert await codes(qa, "/queue", "officer1", filter="unit") == [waits, approval, plain]
        rows = (await qa.get("/queue", "officer1", params={"filter": "waiting"})).body["items"]
        assert rows[0]["waits_for_sender"]

    async def test_what_waits_for_its_sender_stands_by_its_date_and_is_not_overdue(self, qa):
        waits, other = [(await qa.ask())["code"] for _ in range(2)]
        told = {"text": "Xin cho biết thêm số thửa đất."}
        await qa.act(waits, "request-info", "officer1", told)
        await move(qa, waits, hours=-1)
        assert await codes(qa, "/queue", "officer1") == [waits, other]
        for sort in ("due", "newest"):
            assert await codes(qa, "/queue", "officer1", filter="overdue", sort=sort) == []

    async def test_a_supporting_unit_sees_what_it_owes(self, qa):
        code = (await qa.ask())["code"]
        asked = {"unit": SCIENCE, "request": "Xin cho ý kiến về phần công nghệ.", "working_days": 2}
        assert (await qa.act(code, "supports", "officer1", asked)).status == 200
        [row] = (await qa.get("/queue", "officer3", params={"filter": "supporting"})).body["items"]
        assert row["code"] == code
        assert row["support_due_at"]
        assert await codes(qa, "/queue", "officer3") == []
        assert await codes(qa, "/queue", "coordinator1", filter="supporting") == [code]
        assert (await qa.get("/queue", "officer1")).body["items"][0]["support_due_at"] is None

    async def test_a_supporting_unit_reads_no_number_in_a_title(self, qa):
        code = (await qa.ask(title="Xin gọi cho tôi theo số 0912 345 678"))["code"]
        asked = {"unit": SCIENCE, "request": "Xin cho ý kiến về phần công nghệ."}
        assert (await qa.act(code, "supports", "officer1", asked)).status == 200
        [theirs] = (await qa.get("/queue", "officer3", params={"filter": "supporting"})).body[
            "items"
        ]
        [led] = (await qa.get("/queue", "officer1")).body["items"]
        assert "345" not in theirs["title"]
        assert "0912 345 678" in led["title"]

    async def test_by_age(self, qa):
        made = [(await qa.ask())["code"] for _ in range(3)]
        await move(qa, made[1], hours=-1)
        assert await codes(qa, "/queue", "officer1", sort="newest") == made[::-1]
        assert await codes(qa, "/queue", "coordinator1", sort="oldest") == made
        overdue = {"filter": "overdue", "sort": "newest"}
        assert await codes(qa, "/queue", "officer1", **overdue) == [made[1]]
        assert await codes(qa, "/queue", "officer1", filter="due_soon", sort="oldest") == []

    async def test_rows_carry_their_version(self, qa):
        code = (await qa.ask(topic="dat-dai"))["code"]
        await qa.act(code, "receive", "officer1")
        [row] = (await qa.get("/queue", "officer1", params={"topic": "dat-dai"})).body["items"]
        assert row["version"] == (await qa.stored(code)).version
        assert row["topic"] == "dat-dai"
        assert await codes(qa, "/queue", "officer1", topic="ho-tich") == []


class TestCounts:
    """How many rows each filter has."""

    async def test_each_filter_has_the_rows_it_lists(self, qa):
        made = [(await qa.ask(unit=unit))["code"] for unit in [JUSTICE] * 4 + [SCIENCE, PROVINCE]]
        await move(qa, made[0], hours=-1)
        await move(qa, made[1], hours=30)
        await qa.act(made[2], "assign", "officer1")
        await qa.act(made[3], "request-info", "officer1", {"text": "Xin cho biết số thửa."})
        for who in ("officer1", "officer3", "coordinator1"):
            told = (await qa.get("/queue/counts", who)).body
            assert told["up_to"] == 1_000
            assert set(told["counts"]) == {
                "all", "mine", "unit", "unassigned", "due_soon", "overdue", "waiting",
                "approval", "supporting", "returned",
            }  # fmt: skip
            for name, counted in told["counts"].items():
                assert counted == len(await codes(qa, "/queue", who, filter=name)), (who, name)

    async def test_of_one_unit(self, qa):
        await qa.ask(unit=SCIENCE)
        params = {"unit": SCIENCE}
        assert (await qa.get("/queue/counts", "coordinator1", params=params)).body["counts"]["all"]
        counts = (await qa.get("/queue/counts", "officer1", params=params)).body["counts"]
        assert set(counts.values()) == {0}

    async def test_a_large_count_is_believed_for_a_while_and_a_small_one_never(
        self, qa, monkeypatch
    ):
        clock = [1_000.0]
        monkeypatch.setattr("shared.recent.monotonic", lambda: clock[0])
        monkeypatch.setattr(qa.runtime, "counted", Recent(10))
        monkeypatch.setattr(queries, "BELIEVED_A_SECOND", 2)

        async def all_of(who: str) -> int:
            return (await qa.get("/queue/counts", who)).body["counts"]["all"]

        for unit, counted in ((JUSTICE, 1), (JUSTICE, 2), (SCIENCE, 2)):
            await qa.ask(unit=unit)
            assert await all_of("coordinator1") == counted
        assert (await all_of("officer1"), await all_of("officer3")) == (2, 1)
        clock[0] += 2 / queries.BELIEVED_A_SECOND
        assert await all_of("coordinator1") == 3


class TestChanges:
    """What changed since a moment."""

    async def changes(self, qa, who: str, since: str | None) -> dict:
        params = {"since": since} if since else {}
        answered = await qa.get("/queue/changes", who, params=params)
        assert answered.status == 200, answered.body
        return answered.body

    async def test_first_only_the_moment(self, qa):
        await qa.ask()
        told = await self.changes(qa, "officer1", None)
        assert (told["changed"], told["gone"], told["is_complete"]) == ([], [], True)
        assert told["as_of"] < now().isoformat()

    async def test_what_was_asked_answered_or_taken_by_another_unit(self, qa):
        since = (await self.changes(qa, "officer1", None))["as_of"]
        asked, done, moved = [(await qa.ask())["code"] for _ in range(3)]
        await qa.ask(unit=SCIENCE)
        await qa.act(done, "publish", "officer1", {"text": "Trả lời cho ông/bà."})
        forward = {"unit": SCIENCE, "reason": "Thuộc thẩm quyền của Sở."}
        assert (await qa.act(moved, "forward", "officer1", forward)).status == 200
        told = await self.changes(qa, "officer1", since)
        assert {row["code"]: row["status"] for row in told["changed"]} == {
            asked: "submitted",
            done: "answered",
        }
        assert told["gone"] == [moved]
        assert moved in {
            row["code"] for row in (await self.changes(qa, "officer3", since))["changed"]
        }
        everywhere = await self.changes(qa, "coordinator1", since)
        assert len(everywhere["changed"]) == 4
        assert everywhere["gone"] == []

    async def test_nothing_new(self, qa):
        await qa.ask()
        later = (now() + timedelta(seconds=1)).isoformat()
        assert (await self.changes(qa, "officer1", later))["changed"] == []

    @pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "2020-01-01T00:00:00Z"])
    async def test_too_long_ago_means_to_read_anew(self, qa, since):
        await qa.ask()
        assert not (await self.changes(qa, "officer1", since))["is_complete"]

    async def test_a_moment_without_offset_is_refused(self, qa):
        refused = await qa.get(
            "/queue/changes", "officer1", params={"since": "2026-01-01T00:00:00"}
        )
        assert refused.pointers == ["query:since"]
