"""Working on questions: the states, who may, versions, and two people at once."""

import asyncio

import pytest

from tests.services.qa.directory import SCIENCE

TEXT = "Ông/bà nộp hồ sơ tại **bộ phận một cửa**."


@pytest.fixture
async def code(qa) -> str:
    return (await qa.ask())["code"]


async def kinds(qa, code: str) -> list[str]:
    shown = await qa.get(f"/questions/{code}", "officer1")
    return [entry["kind"] for entry in shown.body["timeline"]]


async def test_step_by_step(qa, code):
    states = []
    for action, body in (
        ("receive", None), ("assign", {"person": "officer2"}), ("draft", {"text": "Nháp"}),
        ("draft", {"text": TEXT}), ("publish", None),
    ):  # fmt: skip
        done = await qa.act(code, action, "officer1", body)
        assert done.status == 200, done.body
        states.append((done.body["status"], done.body["version"]))
    assert states == [
        ("received", 2), ("in_progress", 3), ("drafted", 4), ("drafted", 5), ("answered", 6)
    ]  # fmt: skip
    assert done.body["answer"]["text"] == TEXT
    assert done.body["draft"] is None
    assert done.body["assignee"] == "Trần Văn Nam"
    assert set(done.body["actions"]) == {
        "classify", "correct", "close", "replies", "notes", "presence", "recall", "attachments",
    }  # fmt: skip
    assert done.headers["ETag"] == '"6"'
    assert await kinds(qa, code) == [
        "asked", "received", "assigned", "drafted", "answered", "published"
    ]  # fmt: skip


async def test_one_click_passes_through_every_state(qa, code):
    done = await qa.act(code, "publish", "officer1", {"text": TEXT})
    assert done.body["status"] == "answered"
    assert done.body["assignee_id"] == "officer1"
    assert await kinds(qa, code) == [
        "asked", "received", "assigned", "drafted", "answered", "published"
    ]  # fmt: skip
    stored = await qa.stored(code)
    assert stored.received_at is not None
    assert (await qa.clock(code)).next_step_at is None
    assert stored.queue_mark is None


async def test_timelines_say_who_when_old_and_new(qa, code):
    await qa.act(code, "assign", "head1", {"person": "officer1"})
    await qa.act(code, "assign", "officer1", {"person": "officer2"})
    rows = [row async for row in qa.runtime.mongo.database["timeline"].find().sort("number", 1)]
    told = [(row["kind"], row["by"], row["before"], row["after"]) for row in rows]
    assert told == [
        ("asked", "", "", "submitted"),
        ("received", "head1", "submitted", "received"),
        ("assigned", "head1", "", "officer1"),
        ("assigned", "officer1", "officer1", "officer2"),
    ]
    assert rows[0]["at"] <= rows[-1]["at"]


async def test_assigning_without_a_name_takes_it_oneself(qa, code):
    done = await qa.act(code, "assign", "officer2")
    assert (done.body["assignee_id"], done.body["status"]) == ("officer2", "in_progress")


async def test_who_may_assign_sees_to_whom(qa, code):
    shown = await qa.get(f"/questions/{code}", "officer1")
    assert shown.body["assignable"] == [
        {"id": "officer1", "name": "Lê Thị Hồng"},
        {"id": "head1", "name": "Nguyễn Thị Lan"},
        {"id": "officer2", "name": "Trần Văn Nam"},
    ]
    for person in shown.body["assignable"]:
        done = await qa.act(code, "assign", "officer1", {"person": person["id"]})
        assert (done.status, done.body["assignee"]) == (200, person["name"])


async def test_nobody_else_learns_who_works_there(qa):
    asked = await qa.ask("citizen1")
    for who in ("citizen1", "coordinator1", "leader1"):
        assert (await qa.get(f"/questions/{asked['code']}", who)).body["assignable"] == []
    await qa.act(asked["code"], "publish", "officer1", {"text": TEXT})
    assert (await qa.get(f"/questions/{asked['code']}")).body["assignable"] == []


@pytest.mark.parametrize("person", ["officer3", "retired1", "nobody", "", "$ne", "a\0b", 5])
async def test_only_people_of_the_unit_can_be_assigned(qa, code, person):
    refused = await qa.act(code, "assign", "officer1", {"person": person})
    assert (refused.status, refused.pointers) == (422, ["#/person"])
    assert (await qa.stored(code)).version == 1


class TestVersions:
    """Nobody overwrites what somebody else did."""

    @pytest.mark.parametrize("action", ["receive", "assign", "draft", "publish"])
    async def test_a_change_says_which_version_it_is_of(self, qa, code, action):
        refused = await qa.post(f"/questions/{code}/{action}", {"text": TEXT}, "officer1")
        assert (refused.status, refused.slug) == (428, "version-required")

    @pytest.mark.parametrize("given", ["", "*", "abc", '"1', "-1", '"1", "2"', "1" * 12])
    async def test_a_malformed_version_is_pointed_at(self, qa, code, given):
        headers = {"If-Match": given}
        refused = await qa.post(f"/questions/{code}/receive", {}, "officer1", headers=headers)
        assert refused.status in {422, 428}
        assert (await qa.stored(code)).version == 1

    async def test_a_stale_change_gets_what_it_is_now(self, qa, code):
        await qa.act(code, "draft", "officer1", {"text": "Bản của Hồng"}, version=1)
        refused = await qa.act(code, "draft", "officer2", {"text": "Bản của Nam"}, version=1)
        assert (refused.status, refused.slug) == (412, "question-changed")
        assert refused.body["current_version"] == 2
        assert refused.body["status"] == 412  # RFC 9457: the HTTP status, not the question's
        assert refused.body["question_status"] == "drafted"
        assert refused.body["draft"]["text"] == "Bản của Hồng"
        assert refused.body["draft"]["by"] == "Lê Thị Hồng"
        assert refused.headers["ETag"] == '"2"'
        assert (await qa.stored(code)).draft.text == "Bản của Hồng"

    async def test_two_who_publish_at_once_are_one_answer_and_one_refusal(self, qa, code):
        texts = [f"Câu trả lời thứ {number} của đơn vị." for number in range(6)]
        done = await asyncio.gather(
            *(qa.act(code, "publish", "officer1", {"text": text}, version=1) for text in texts)
        )
        assert sorted(answer.status for answer in done) == [200, 412, 412, 412, 412, 412]
        [winner] = [answer.body["answer"]["text"] for answer in done if answer.status == 200]
        assert {answer.body["answer"] for answer in done if answer.status == 412} == {winner}
        assert (await qa.stored(code)).answer.text == winner
        assert await qa.count("timeline", kind="answered") == 1
        assert await qa.count("outbox", name="qa.question_answered.v1") == 1

    async def test_drafts_saved_one_after_another_are_all_taken(self, qa, code):
        for version in range(1, 6):
            text = f"Bản {version}"
            done = await qa.act(code, "draft", "officer1", {"text": text}, version=version)
            assert done.status == 200
        assert (await qa.stored(code)).draft.text == "Bản 5"
        assert await qa.count("timeline", kind="drafted") == 1


class TestRefusals:
    """Broken rules are conflicts, foreign hands are refused, bad texts are pointed at."""

    async def test_received_twice(self, qa, code):
        await qa.act(code, "receive", "officer1")
        refused = await qa.act(code, "receive", "officer1")
        assert (refused.status, refused.slug) == (409, "question-already-received")

    @pytest.mark.parametrize("action", ["receive", "assign", "draft", "publish"])
    async def test_an_answered_question_is_left_alone(self, qa, action):
        asked = await qa.answered()
        refused = await qa.act(asked["code"], action, "officer1", {"text": TEXT})
        expected = 409 if action != "assign" else 422  # text is no field of assign
        assert refused.status == expected

    async def test_nothing_to_publish(self, qa, code):
        refused = await qa.act(code, "publish", "officer1")
        assert (refused.status, refused.slug) == (409, "nothing-to-publish")
        assert (await qa.stored(code)).version == 1
        await qa.act(code, "draft", "officer1", {"text": "Nháp"})
        refused = await qa.act(code, "publish", "officer1")
        assert (refused.status, refused.slug) == (409, "nothing-to-publish")
        assert (await qa.stored(code)).draft.text == "Nháp"

    @pytest.mark.parametrize(
        "body",
        [{"text": ""}, {"text": "x" * 20_001}, {"text": "a\0b"}, {"text": None, "x": 1}, [], "x"],
    )
    async def test_bad_texts(self, qa, code, body):
        version = {"If-Match": '"1"'}
        for action in ("draft", "publish"):
            path = f"/questions/{code}/{action}"
            refused = await qa.post(path, body, "officer1", headers=version)
            assert refused.status == 422
        assert (await qa.stored(code)).version == 1

    @pytest.mark.parametrize("who", [None])
    async def test_guests_sign_in_first(self, qa, code, who):
        assert (await qa.act(code, "receive", who)).status == 401

    @pytest.mark.parametrize("who", ["citizen1", "leader1"])
    async def test_who_holds_no_such_role_may_not(self, qa, code, who):
        assert (await qa.act(code, "receive", who)).status == 403

    @pytest.mark.parametrize("who", ["officer3", "head2"])
    async def test_another_units_question_is_not_there(self, qa, code, who):
        refused = await qa.act(code, "publish", who, {"text": TEXT})
        assert (refused.status, refused.slug) == (404, "question-not-found")

    async def test_who_only_oversees_may_not(self, qa, code):
        refused = await qa.act(code, "publish", "coordinator1", {"text": TEXT})
        assert (refused.status, refused.slug) == (403, "not-your-unit")

    async def test_an_unknown_code(self, qa, code):
        refused = await qa.act("ZZZZZZZZ", "receive", "officer1", version=1)
        assert refused.status == 404

    async def test_nothing_of_a_refusal_stays(self, qa, code):
        before = await qa.stored(code)
        for who, action in (("officer3", "publish"), ("citizen1", "draft"), (None, "receive")):
            await qa.act(code, action, who, {"text": TEXT}, version=1)
        assert await qa.stored(code) == before
        assert await qa.count("timeline") == 1


async def test_answers_are_markdown_made_safe(qa, code):
    text = (
        "**Đậm** và [liên kết](https://hue.gov.vn) <script>alert(1)</script>\n\n"
        "<img src=x onerror=alert(1)> [bẫy](javascript:alert(1)) ![ảnh](https://a.b/c.png)"
    )
    html = (await qa.act(code, "publish", "officer1", {"text": text})).body["answer"]["html"]
    assert "<strong>Đậm</strong>" in html
    assert 'rel="nofollow noopener noreferrer"' in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("highest", ["#", "##", "###"])
async def test_headings_of_an_answer_stand_below_those_of_the_page(qa, code, highest):
    text = f"{highest} Hồ sơ\n\nGồm:\n\n{highest}# Giấy tờ\n\nMột bản."
    html = (await qa.act(code, "publish", "officer1", {"text": text})).body["answer"]["html"]
    assert "<h3>Hồ sơ</h3>" in html
    assert "<h4>Giấy tờ</h4>" in html


async def test_every_unit_answers_its_own(qa):
    asked = await qa.ask(unit=SCIENCE)
    done = await qa.act(asked["code"], "publish", "officer3", {"text": TEXT})
    assert done.body["answer"]["unit"]["id"] == SCIENCE
