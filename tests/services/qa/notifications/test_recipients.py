"""Who is told of what, on which channel, and that it is once."""

import pytest

from services.qa.directory.documents import PersonDocument
from services.qa.notifications.documents import DeliveryDocument
from tests.services.qa.directory import JUSTICE, NO_OFFICERS, NOBODY

EMAIL = {"email": "nguoi.hoi@example.com"}


async def told(qa) -> set[tuple[str, str, str]]:
    await qa.deliver_events()
    rows = await DeliveryDocument.find_all().to_list()
    assert len(rows) == len({(row.event, row.recipient, row.channel) for row in rows})
    return {(row.kind, row.recipient.split(":")[0] + ":" + _who(row), row.channel) for row in rows}


def _who(row: DeliveryDocument) -> str:
    kind, _, who = row.recipient.partition(":")
    return who if kind == "person" else "them"


def both(kind: str, *people: str) -> set[tuple[str, str, str]]:
    return {(kind, f"person:{one}", channel) for one in people for channel in ("inbox", "email")}


RECEIPT = {("question_receipt", "asker:them", "email")}


async def test_a_question_is_told_to_the_units_active_officers(qa):
    await qa.ask()
    assert await told(qa) == both("question_asked", "officer1", "officer2")


@pytest.mark.parametrize(("unit", "who"), [(NO_OFFICERS, "head2"), (NOBODY, "coordinator1")])
async def test_without_officers_the_head_without_a_head_the_coordinator(qa, unit, who):
    await qa.ask(unit=unit)
    assert await told(qa) == both("question_asked", who)


async def test_a_question_to_the_province_reaches_the_coordinator(qa):
    await qa.ask(unit=None)
    assert await told(qa) == both("question_asked", "coordinator1")


async def test_the_asker_gets_a_receipt_by_mail_if_an_address_was_given(qa):
    await qa.ask(**EMAIL)
    await qa.ask(name="Không có thư", phone="0912345678")
    found = await told(qa)
    assert found == both("question_asked", "officer1", "officer2") | RECEIPT


async def test_an_assignment_is_told_to_the_officer(qa):
    code = (await qa.ask())["code"]
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    await qa.act(code, "assign", "head1", {"person": "officer2"})
    assert await told(qa) == both("question_assigned", "officer2")


async def test_assigning_again_to_the_same_officer_is_no_news(qa):
    code = (await qa.ask())["code"]
    await qa.act(code, "assign", "head1", {"person": "officer2"})
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    done = await qa.act(code, "assign", "head1", {"person": "officer2"})
    assert [entry["kind"] for entry in done.body["timeline"]].count("assigned") == 1
    assert await told(qa) == set()


async def test_news_that_come_after_the_answer_are_told_to_no_officer(qa):
    code = (await qa.ask(**EMAIL))["code"]
    await qa.act(code, "assign", "head1", {"person": "officer2"})
    await qa.act(code, "publish", "officer2", {"text": "Trả lời khi bộ phận gửi tin còn tắt."})
    assert await told(qa) == RECEIPT | {("question_answered", "asker:them", "email")}


async def test_only_the_officer_it_stayed_with_is_told(qa):
    code = (await qa.ask())["code"]
    for officer in ("officer1", "officer2"):
        await qa.act(code, "assign", "head1", {"person": officer})
    found = {row for row in await told(qa) if row[0] == "question_assigned"}
    assert found == both("question_assigned", "officer2")


async def test_news_for_nobody_are_said_loudly(qa, caplog):
    people = await PersonDocument.find({"role_keys": {"$ne": []}}).to_list()
    keys = {person.id: person.role_keys for person in people}
    for person in people:
        person.role_keys = []
        await person.replace()
    await qa.ask()
    await told(qa)
    for person in people:
        person.role_keys = keys[person.id]
        await person.replace()
    assert "nobody_to_tell" in caplog.text


async def test_taking_a_question_oneself_is_no_news(qa):
    code = (await qa.ask())["code"]
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    await qa.act(code, "assign", "officer2")
    assert await told(qa) == set()


async def test_an_answer_is_told_to_the_address_and_to_the_signed_in_owner(qa):
    await qa.answered("citizen1", **EMAIL)
    found = await told(qa)
    assert {row for row in found if row[0] == "question_answered"} == {
        ("question_answered", "asker:them", "email"),
        ("question_answered", "person:citizen1", "inbox"),
    }


async def test_a_guest_without_address_is_told_nothing(qa):
    await qa.answered()
    assert "question_answered" not in {row[0] for row in await told(qa)}


async def test_the_same_event_twice_is_told_once(qa):
    await qa.ask(**EMAIL)
    rows = await qa.runtime.mongo.database["outbox"].find().to_list()
    await qa.deliver_events()
    first = await qa.count("deliveries")
    await qa.runtime.mongo.database["outbox"].insert_many(rows)
    await qa.deliver_events()
    assert await qa.count("deliveries") == first == 5


async def test_rows_hold_no_address(qa):
    await qa.ask(name="Nguyễn Văn Kín", **EMAIL)
    await qa.deliver_events()
    stored = str(await qa.runtime.mongo.database["deliveries"].find().to_list())
    assert "@" not in stored
    assert "Kín" not in stored


class TestInbox:
    """A person's own entries."""

    async def test_newest_first_with_the_title(self, qa):
        first = await qa.ask(title="Câu hỏi thứ nhất")
        await qa.deliver_events()
        second = await qa.ask(title="Câu hỏi thứ hai")
        await qa.deliver_events()
        page = (await qa.get("/notifications", "officer1")).body
        assert [entry["code"] for entry in page["items"]] == [second["code"], first["code"]]
        entry = page["items"][0]
        assert (entry["kind"], entry["title"]) == ("question_asked", "Câu hỏi thứ hai")
        assert entry["read"] is False

    async def test_everybody_has_their_own(self, qa):
        await qa.ask()
        await qa.deliver_events()
        assert (await qa.get("/notifications", "officer3")).body["items"] == []
        assert (await qa.get("/notifications")).status == 401

    async def test_reading_marks_it_and_again_changes_nothing(self, qa):
        await qa.ask()
        await qa.deliver_events()
        [entry] = (await qa.get("/notifications", "officer1")).body["items"]
        for _ in range(2):
            done = await qa.post(f"/notifications/{entry['id']}/read", None, "officer1")
            assert done.status == 204
        [entry] = (await qa.get("/notifications", "officer1")).body["items"]
        assert entry["read"] is True
        [other] = (await qa.get("/notifications", "officer2")).body["items"]
        assert other["read"] is False

    async def test_others_entries_are_not_there(self, qa):
        await qa.ask()
        await qa.deliver_events()
        [entry] = (await qa.get("/notifications", "officer1")).body["items"]
        mail = await DeliveryDocument.find_one({"channel": "email", "recipient": "person:officer2"})
        for who, row in (
            ("officer2", entry["id"]), ("officer2", mail.id), ("officer2", "unknown"),
        ):  # fmt: skip
            refused = await qa.post(f"/notifications/{row}/read", None, who)
            assert (refused.status, refused.slug) == (404, "notification-not-found")
        assert (await qa.post(f"/notifications/{entry['id']}/read", None)).status == 401

    async def test_pages(self, qa):
        asked = [(await qa.ask())["code"] for _ in range(5)]
        await qa.deliver_events()
        found, cursor = [], None
        while True:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await qa.get("/notifications", "officer1", params=params)).body
            found += [entry["code"] for entry in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert sorted(found) == sorted(asked)


async def test_two_units_do_not_hear_of_each_other(qa):
    await qa.ask(unit=JUSTICE)
    people = {row[1] for row in await told(qa)}
    assert people == {"person:officer1", "person:officer2"}
