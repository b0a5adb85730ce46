"""Words beside the answer, supports, ratings, presence, and several assigned at once."""

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from shared.ids import new_id
from tests.services.qa.directory import ABOLISHED, JUSTICE, PROVINCE, SCIENCE

TEXT = "Ông/bà nộp hồ sơ tại bộ phận một cửa."
WANTED = "Xin cho biết số hồ sơ đã nộp."
CONTACT = {"name": "Nguyễn Văn Kín", "email": "kin@example.com", "phone": "0912345678"}


@pytest.fixture
async def asked(qa):
    return await qa.ask(**CONTACT)


@pytest.fixture
def code(asked):
    return asked["code"]


def secret(asked) -> dict[str, str]:
    return {"X-Tracking-Secret": asked["secret"]}


async def send(qa, asked, action, body, **headers):
    path = f"/questions/{asked['code']}/{action}"
    return await qa.post(path, body, headers={**secret(asked), **headers})


async def events(qa, name: str) -> list[dict]:
    rows = await qa.runtime.mongo.database["outbox"].find({"name": f"qa.{name}.v1"}).to_list()
    return [row["payload"] for row in rows]


class TestInformation:
    """The clock stands still while the sender is asked."""

    async def test_asked_and_given(self, qa, asked, code):
        done = await qa.act(code, "request-info", "officer1", {"text": WANTED})
        assert (done.status, done.body["status"]) == (200, "info_requested")
        assert done.body["assignee_id"] == "officer1"
        assert done.body["pauses"][0]["ends"] is None
        assert "publish" not in done.body["actions"]
        assert (await qa.clock(code)).next_step_at is None
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert [(one["kind"], one["text"]) for one in shown["messages"]] == [
            ("info_request", WANTED)
        ]
        assert shown["messages"][0]["actor"] == ""
        assert "information" in shown["actions"]
        done = await send(qa, asked, "information", {"text": "Số hồ sơ là 123/2026."})
        assert (done.status, done.body["status"]) == (200, "in_progress")
        assert done.body["pauses"][0]["ends"]
        clock = await qa.clock(code)
        assert clock.next_step_at is not None
        assert not clock.is_paused
        assert len(await events(qa, "information_requested")) == 1
        assert len(await events(qa, "information_provided")) == 1

    async def test_not_given_the_unit_goes_on(self, qa, asked, code):
        await qa.act(code, "draft", "officer1", {"text": TEXT})
        await qa.act(code, "request-info", "officer1", {"text": WANTED})
        done = await qa.act(code, "resume", "officer1", {"reason": "Đã tự tìm được số hồ sơ."})
        assert done.body["status"] == "drafted"
        refused = await send(qa, asked, "information", {"text": "Số hồ sơ là 123/2026."})
        assert (refused.status, refused.slug) == (409, "not-in-this-state")

    async def test_only_the_sender_gives_it(self, qa, asked, code):
        await qa.act(code, "request-info", "officer1", {"text": WANTED})
        path, body = f"/questions/{code}/information", {"text": "Số hồ sơ là 123/2026."}
        assert (await qa.post(path, body)).status == 404
        assert (await qa.post(path, body, "officer1")).status == 403
        stale = await send(qa, asked, "information", body, **{"If-Match": '"1"'})
        assert (stale.status, stale.slug) == (412, "question-changed")
        assert "draft" not in stale.body

    async def test_refused_or_withdrawn_meanwhile_the_clock_is_ended(self, qa, asked, code):
        await qa.act(code, "request-info", "officer1", {"text": WANTED})
        await send(qa, asked, "withdraw", {})
        clock = await qa.clock(code)
        assert not clock.is_paused
        assert clock.next_step_at is None
        assert (await qa.stored(code)).queue_mark is None


class TestWords:
    """Follow-ups, replies and notes move nothing."""

    async def test_a_follow_up_and_its_reply(self, qa, asked, code):
        done = await send(qa, asked, "follow-ups", {"text": "Tôi hỏi thêm về lệ phí."})
        assert (done.status, done.body["version"]) == (200, 1)
        path = f"/questions/{code}/replies"
        done = await qa.post(path, {"text": "Lệ phí là 8.000 đồng."}, "officer1")
        assert [one["kind"] for one in done.body["messages"]] == ["follow_up", "reply"]
        assert done.body["messages"][1]["actor"] == "Lê Thị Hồng"
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert [one["actor"] for one in shown["messages"]] == ["", ""]
        assert len(await events(qa, "follow_up_added")) == 1
        assert len(await events(qa, "reply_added")) == 1

    async def test_the_same_request_again_adds_nothing(self, qa, asked):
        key = {"Idempotency-Key": new_id()}
        for _ in range(3):
            done = await send(qa, asked, "follow-ups", {"text": "Tôi hỏi thêm."}, **key)
            assert done.status == 200
        assert len(done.body["messages"]) == 1

    async def test_there_is_an_end_to_it(self, qa, asked, monkeypatch):
        monkeypatch.setattr("services.qa.questions.talking.MOST_MESSAGES", 2)
        for expected in (200, 200, 409):
            done = await send(qa, asked, "follow-ups", {"text": "Tôi hỏi thêm."})
            assert done.status == expected
        assert done.slug == "too-many-messages"

    async def test_a_note_stays_inside_and_tells_whom_it_names(self, qa, asked, code):
        body = {"text": "Nhờ anh Nam xem giúp.", "mentions": ["officer2", "officer2", "officer1"]}
        done = await qa.post(f"/questions/{code}/notes", body, "officer1")
        [note] = done.body["notes"]
        assert note["by"]["name"] == "Lê Thị Hồng"
        assert [one["name"] for one in note["mentions"]] == ["Trần Văn Nam", "Lê Thị Hồng"]
        told = {"code": code, "unit": JUSTICE, "person": "officer2", "by": "officer1"}
        assert await events(qa, "colleague_mentioned") == [told]
        sender = await qa.get(f"/questions/{code}", headers=secret(asked))
        assert "Nhờ anh Nam" not in str(sender.body)
        assert "noted" not in str(sender.body)

    @pytest.mark.parametrize("mention", ["officer3", "retired1", "nobody"])
    async def test_only_colleagues_can_be_named(self, qa, code, mention):
        body = {"text": "Nhờ xem giúp.", "mentions": [mention]}
        refused = await qa.post(f"/questions/{code}/notes", body, "officer1")
        assert (refused.status, refused.pointers) == (422, ["#/mentions"])

    @pytest.mark.parametrize("action", ["notes", "replies", "presence"])
    async def test_strangers_say_nothing(self, qa, code, action):
        body = {} if action == "presence" else {"text": "Một lời nói thêm."}
        for who, status in ((None, 401), ("officer3", 404), ("citizen1", 403), ("leader1", 403)):
            assert (await qa.post(f"/questions/{code}/{action}", body, who)).status == status


class TestSupports:
    """Another unit contributes by its own date, and never learns who asked."""

    @pytest.fixture
    async def supported(self, qa, asked, code):
        body = {"unit": SCIENCE, "request": "Đề nghị cho ý kiến chuyên môn.", "working_days": 3}
        done = await qa.act(code, "supports", "officer1", body)
        assert done.status == 200, done.body
        return asked

    async def test_its_own_date_and_request(self, qa, supported, code):
        shown = (await qa.get(f"/questions/{code}", "officer3")).body
        [part] = shown["supports"]
        assert part["request"] == "Đề nghị cho ý kiến chuyên môn."
        assert part["due_at"] < shown["due_at"]
        assert shown["actions"] == ["reply"]
        told = {"code": code, "unit": JUSTICE, "support": SCIENCE}
        assert await events(qa, "support_asked") == [told]

    async def test_it_never_sees_the_sender(self, qa, supported, code):
        await send(qa, supported, "follow-ups", {"text": "Tôi là Nguyễn Văn Kín, 0912345678."})
        await qa.act(code, "draft", "officer1", {"text": "Kính gửi ông Nguyễn Văn Kín"})
        note = {"text": "Người gửi là ông Nguyễn Văn Kín."}
        await qa.post(f"/questions/{code}/notes", note, "officer1")
        before = await qa.get(f"/questions/{code}", "officer3")
        answered = await qa.act(code, "publish", "officer1", {
            "text": "Kính gửi ông Nguyễn Văn Kín: " + TEXT, "privately": True,
        })  # fmt: skip
        assert answered.status == 200
        for shown in (before, await qa.get(f"/questions/{code}", "officer3")):
            assert shown.status == 200
            for private in ("Nguyễn Văn Kín", "kin@example.com", "912345678"):
                assert private not in str(shown.body)

    async def test_a_number_in_the_text_is_masked_for_it(self, qa):
        asked = await qa.ask(body="Xin gọi cho tôi theo số 0912 345 678 để trao đổi.")
        body = {"unit": SCIENCE, "request": "Đề nghị cho ý kiến."}
        await qa.act(asked["code"], "supports", "officer1", body)
        shown = (await qa.get(f"/questions/{asked['code']}", "officer3")).body
        assert "345" not in shown["body"]

    async def test_what_the_lead_does_among_itself_is_not_told_to_it(self, qa, supported, code):
        await qa.act(code, "submit", "officer1", {"text": TEXT})
        reason = {"reason": "Ông Nguyễn Văn Kín hỏi việc khác, đọc lại."}
        assert (await qa.act(code, "send-back", "head1", reason)).status == 200
        await send(qa, supported, "withdraw", {"reason": "Xin gọi 0912 345 678 nếu cần."})
        shown = (await qa.get(f"/questions/{code}", "officer3")).body
        assert [entry["kind"] for entry in shown["timeline"]] == [
            "asked", "received", "support_asked", "assigned", "withdrawn"
        ]  # fmt: skip
        assert "345" not in shown["timeline"][-1]["note"]
        assert "Kín" not in str(shown)

    async def test_its_part_reaches_the_lead(self, qa, supported, code):
        path = f"/questions/{code}/supports/{SCIENCE}/reply"
        version = (await qa.stored(code)).version
        done = await qa.post(path, {"text": "Ý kiến của sở chúng tôi."}, "officer3")
        assert (done.status, done.body["version"]) == (200, version)
        lead = (await qa.get(f"/questions/{code}", "officer1")).body
        assert lead["supports"][0]["reply"] == "Ý kiến của sở chúng tôi."
        assert lead["timeline"][-1]["kind"] == "support_replied"
        again = await qa.post(path, {"text": "Ý kiến lần hai."}, "officer3")
        assert (again.status, again.slug) == (409, "support-not-asked")
        assert len(await events(qa, "support_replied")) == 1

    async def test_asked_once_at_a_time(self, qa, supported, code):
        body = {"unit": SCIENCE, "request": "Nhắc lại đề nghị."}
        refused = await qa.act(code, "supports", "officer1", body)
        assert (refused.status, refused.slug) == (409, "support-already-asked")
        path = f"/questions/{code}/supports/{SCIENCE}/reply"
        await qa.post(path, {"text": "Ý kiến của sở chúng tôi."}, "officer3")
        assert (await qa.act(code, "supports", "officer1", body)).status == 200

    @pytest.mark.parametrize("unit", [JUSTICE, ABOLISHED, "khong-co"])
    async def test_only_other_units_that_are_there(self, qa, code, unit):
        body = {"unit": unit, "request": "Đề nghị cho ý kiến."}
        refused = await qa.act(code, "supports", "officer1", body)
        assert (refused.status, refused.pointers) == (422, ["#/unit"])

    async def test_others_do_not_speak_for_it(self, qa, supported, code):
        path = f"/questions/{code}/supports/{SCIENCE}/reply"
        for who, status in (("officer1", 403), ("coordinator1", 403), ("head2", 404), (None, 401)):
            assert (await qa.post(path, {"text": "Ý kiến khác."}, who)).status == status
        path = f"/questions/{code}/supports/{PROVINCE}/reply"
        assert (await qa.post(path, {"text": "Ý kiến khác."}, "officer3")).status == 403

    async def test_it_changes_nothing_else(self, qa, supported, code):
        for action, body in (("receive", None), ("publish", {"text": TEXT}), ("draft", None)):
            refused = await qa.act(code, action, "officer3", body or {"text": TEXT})
            assert refused.status in {403, 422}
        assert (await qa.stored(code)).draft is None


class TestRating:
    """How the sender finds the answer; survey learns the level and the unit alone."""

    async def test_rated_and_rated_again(self, qa):
        asked = await qa.answered()
        body = {"level": "dissatisfied", "comment": "Chưa rõ lệ phí."}
        done = await send(qa, asked, "rating", body)
        assert (done.status, done.body["rating"]["level"]) == (200, "dissatisfied")
        done = await send(qa, asked, "rating", {"level": "satisfied"})
        assert done.body["rating"]["comment"] == ""
        first, second = await events(qa, "answer_rated")
        assert first.keys() == {"rating_id", "unit", "level", "at"}
        assert first["rating_id"] == second["rating_id"]
        assert (first["level"], second["level"]) == ("dissatisfied", "satisfied")
        assert datetime.fromisoformat(first["at"]) <= datetime.fromisoformat(second["at"])
        unit = (await qa.get(f"/questions/{asked['code']}", "officer1")).body
        assert unit["rating"]["level"] == "satisfied"
        assert (await qa.get(f"/questions/{asked['code']}")).body["rating"] is None

    async def test_only_an_answer_and_only_by_the_sender(self, qa, asked):
        refused = await send(qa, asked, "rating", {"level": "satisfied"})
        assert (refused.status, refused.slug) == (409, "not-in-this-state")
        given = await qa.answered()
        path = f"/questions/{given['code']}/rating"
        assert (await qa.post(path, {"level": "satisfied"})).status == 403
        assert (await send(qa, given, "rating", {"level": "best"})).status == 422


class TestPresence:
    """Who has it open just now."""

    async def test_colleagues_see_each_other(self, qa, code):
        path = f"/questions/{code}/presence"
        assert (await qa.post(path, {"doing": "writing"}, "officer1")).body == []
        await qa.post(path, {}, "head1")
        seen = (await qa.post(path, {}, "officer2")).body
        assert [(one["person"]["name"], one["doing"]) for one in seen] == [
            ("Lê Thị Hồng", "writing"), ("Nguyễn Thị Lan", "reading")
        ]  # fmt: skip

    async def test_it_lasts_a_minute(self, qa, code, monkeypatch):
        monkeypatch.setattr("services.qa.questions.presence.KEPT", timedelta(milliseconds=1))
        path = f"/questions/{code}/presence"
        await qa.post(path, {}, "officer1")
        assert (await qa.post(path, {}, "officer2")).body == []

    async def test_without_redis_nobody_is_there(self, qa, code, monkeypatch):
        nowhere = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
        monkeypatch.setattr(qa.runtime, "redis", nowhere)
        done = await qa.post(f"/questions/{code}/presence", {}, "officer1")
        assert (done.status, done.body) == (200, [])


async def test_several_are_assigned_each_for_itself(qa):
    codes = [(await qa.ask())["code"] for _ in range(3)]
    foreign = (await qa.ask(unit=SCIENCE))["code"]
    await qa.act(codes[1], "receive", "officer1")
    chosen = [{"code": code, "version": 1} for code in [*codes, foreign, "ZZZZZZZZ"]]
    done = await qa.post("/queue/assign", {"questions": chosen, "person": "officer2"}, "head1")
    assert done.status == 200
    assert [(one["version"], one["problem"]) for one in done.body] == [
        (2, ""), (None, "question-changed"), (2, ""),
        (None, "question-not-found"), (None, "question-not-found"),
    ]  # fmt: skip
    assert (await qa.stored(codes[2])).assignee == "officer2"
    assert (await qa.post("/queue/assign", {"questions": []}, "head1")).status == 422
    assert (await qa.post("/queue/assign", {"questions": chosen}, "citizen1")).status == 403
