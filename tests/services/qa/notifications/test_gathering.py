"""A person is not mailed ten times for ten questions; people say how they want to be told."""

from datetime import datetime, timedelta

import pytest

from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument, SettingsDocument
from services.qa.notifications.sending import send_due
from shared.clock import at
from tests.shared.working_calendars import VIETNAM

EMAIL = {"email": "nguoi.hoi@example.com"}
WEDNESDAY = datetime(2026, 12, 2, 9, tzinfo=VIETNAM)
SUNDAY = datetime(2026, 11, 29, 9, tzinfo=VIETNAM)


@pytest.fixture
def as_in_production(qa, monkeypatch):
    """Let mails gather, keep apart and wait for working hours."""
    changed = {
        "mail_in_working_hours": True, "mail_gather_seconds": 60, "mail_spacing_minutes": 10
    }  # fmt: skip
    monkeypatch.setattr(qa.runtime, "settings", qa.runtime.settings.model_copy(update=changed))


async def asked_at(qa, moment: datetime, count: int, **fields) -> list[str]:
    """Ask questions, told to the unit at a moment."""
    codes = [(await qa.ask(**fields))["code"] for _ in range(count)]
    with at(moment):
        await qa.deliver_events()
    await qa.runtime.mongo.database["outbox"].delete_many({})
    return codes


async def send_at(qa, moment: datetime) -> int:
    with at(moment):
        return await send_due(qa.runtime)


async def settings(qa, who: str, **fields):
    return await qa.call("PUT", "/notification-settings", who, json=fields)


async def test_ten_questions_are_one_mail(qa, relay, as_in_production):
    codes = await asked_at(qa, WEDNESDAY, 10)
    assert await send_at(qa, WEDNESDAY + timedelta(seconds=5)) == 0
    assert await send_at(qa, WEDNESDAY + timedelta(seconds=65)) == 2
    [mail] = relay.to("officer1@hue.example")
    assert mail["Subject"] == "10 việc trên Lắng Nghe đang chờ bạn"
    text = mail.get_content()
    assert all(f"/can-bo/{code}" in text for code in codes)
    [english] = relay.to("officer2@hue.example")
    assert english["Subject"] == "10 things on Lắng Nghe are waiting for you"
    rows = await DeliveryDocument.find({"channel": "email"}).to_list()
    assert {row.state for row in rows} == {"sent"}
    assert await send_at(qa, WEDNESDAY + timedelta(hours=1)) == 0


async def test_a_head_is_not_mailed_for_each_overdue_question(qa, relay, as_in_production):
    codes = await asked_at(qa, WEDNESDAY, 5)
    await DeliveryDocument.delete_all()
    due = max([(await qa.stored(code)).due_at for code in codes])
    await scan(qa.runtime, due)
    with at(WEDNESDAY):
        await qa.deliver_events()
    await send_at(qa, WEDNESDAY + timedelta(seconds=65))
    [mail] = relay.to("head1@hue.example")
    assert mail.get_content().count("Quá hạn: câu hỏi") == 5


async def test_the_next_mail_keeps_its_distance(qa, relay, as_in_production):
    await asked_at(qa, WEDNESDAY, 1)
    assert await send_at(qa, WEDNESDAY + timedelta(seconds=65)) == 2
    await asked_at(qa, WEDNESDAY + timedelta(seconds=70), 1)
    assert await send_at(qa, WEDNESDAY + timedelta(minutes=5)) == 0
    assert await send_at(qa, WEDNESDAY + timedelta(minutes=12)) == 2
    assert len(relay.to("officer1@hue.example")) == 2


async def test_a_mail_of_a_process_whose_clock_was_ahead_holds_up_no_other(
    qa, relay, as_in_production
):
    await asked_at(qa, WEDNESDAY, 1)
    assert await send_at(qa, WEDNESDAY + timedelta(days=3)) == 2
    await asked_at(qa, WEDNESDAY, 1)
    assert await send_at(qa, WEDNESDAY + timedelta(seconds=65)) == 2
    await asked_at(qa, WEDNESDAY + timedelta(days=3), 1)
    await DeliveryDocument.find({"state": "waiting"}).set({"next_attempt_at": WEDNESDAY})
    assert await send_at(qa, WEDNESDAY + timedelta(minutes=12)) == 0
    assert await send_at(qa, WEDNESDAY + timedelta(minutes=14)) == 2


async def test_mails_of_the_weekend_wait_for_monday_and_the_senders_do_not(
    qa, relay, as_in_production
):
    codes = await asked_at(qa, SUNDAY, 3, **EMAIL)
    assert await send_at(qa, SUNDAY + timedelta(minutes=5)) == 3
    assert {tuple(to) for to in relay.recipients} == {("nguoi.hoi@example.com",)}
    await qa.act(codes[0], "publish", "officer1", {"text": "Trả lời trong ngày nghỉ."})
    monday = datetime(2026, 11, 30, 7, 30, tzinfo=VIETNAM)
    assert await send_at(qa, monday - timedelta(minutes=1)) == 0
    assert await send_at(qa, monday) == 2
    [mail] = relay.to("officer1@hue.example")
    assert mail["Subject"].startswith("2 việc")  # the third was answered meanwhile
    assert codes[0] not in mail.get_content()


async def test_what_was_done_while_it_waited_is_not_mailed_at_all(qa, relay, as_in_production):
    [code] = await asked_at(qa, SUNDAY, 1)
    await send_at(qa, SUNDAY + timedelta(minutes=5))
    await qa.act(code, "publish", "officer1", {"text": "Trả lời trong ngày nghỉ."})
    assert await send_at(qa, SUNDAY + timedelta(days=2)) == 0
    rows = await DeliveryDocument.find({"channel": "email"}).to_list()
    assert {row.state for row in rows} == {"needless"}


async def test_a_digest_that_fails_is_tried_again_as_it_was(qa, relay, as_in_production):
    await asked_at(qa, WEDNESDAY, 2)
    await DeliveryDocument.find({"recipient": "person:officer2"}).delete()
    relay.replies = ["451 later"]
    assert await send_at(qa, WEDNESDAY + timedelta(seconds=65)) == 0
    await asked_at(qa, WEDNESDAY + timedelta(seconds=66), 1)
    await DeliveryDocument.find({"recipient": "person:officer2"}).delete()
    assert await send_at(qa, WEDNESDAY + timedelta(seconds=80)) == 1
    assert await send_at(qa, WEDNESDAY + timedelta(minutes=30)) == 1
    first, second = relay.to("officer1@hue.example")
    assert first["Subject"].startswith("2 việc")
    assert second["Subject"].startswith("Câu hỏi mới")


async def test_people_choose_digests_silence_and_quiet_hours(qa, relay, as_in_production):
    chosen = await settings(qa, "officer1", mail={"question_asked": "digest"})
    assert chosen.status == 200
    assert (await settings(qa, "officer2", mail={"question_asked": "off"})).status == 200
    await asked_at(qa, WEDNESDAY, 2)
    assert await send_at(qa, WEDNESDAY + timedelta(hours=3)) == 0
    assert await send_at(qa, datetime(2026, 12, 2, 13, tzinfo=VIETNAM)) == 1
    [mail] = relay.to("officer1@hue.example")
    assert mail["Subject"].startswith("2 việc")
    assert relay.to("officer2@hue.example") == []
    assert len((await qa.get("/notifications", "officer2")).body["items"]) == 2
    await settings(qa, "officer1", quiet_from="08:00", quiet_to="11:00")
    shown = (await qa.get("/notification-settings", "officer1")).body
    assert shown == {"mail": {}, "quiet_from": "08:00", "quiet_to": "11:00"}
    kept = await SettingsDocument.get("officer1")
    assert kept.last_mail_at is not None
    thursday = WEDNESDAY + timedelta(days=1)
    await asked_at(qa, thursday, 1)
    assert await send_at(qa, thursday + timedelta(hours=1)) == 0
    assert await send_at(qa, thursday + timedelta(hours=2)) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"mail": {"question_escalated": "off"}},
        {"mail": {"unknown": "off"}},
        {"mail": {"reminder": "later"}},
        {"quiet_from": "22:00"},
        {"quiet_from": "25:00", "quiet_to": "06:00"},
    ],
)
async def test_settings_that_make_no_sense_are_refused(qa, form):
    assert (await settings(qa, "officer1", **form)).status == 422
    assert (await settings(qa, None, mail={})).status == 401


async def test_unread_entries_are_counted_and_read_at_once(qa):
    for _ in range(3):
        await qa.ask()
    await qa.deliver_events()
    assert (await qa.get("/notifications/unread", "officer1")).body == {"unread": 3}
    [first, *_] = (await qa.get("/notifications", "officer1")).body["items"]
    await qa.post(f"/notifications/{first['id']}/read", None, "officer1")
    assert (await qa.get("/notifications/unread", "officer1")).body == {"unread": 2}
    assert (await qa.post("/notifications/read-all", None, "officer1")).status == 204
    assert (await qa.get("/notifications/unread", "officer1")).body == {"unread": 0}
    assert all(row["read"] for row in (await qa.get("/notifications", "officer1")).body["items"])
    assert (await qa.get("/notifications/unread", "officer2")).body == {"unread": 3}


async def test_dead_mails_are_listed_and_sent_again(qa, relay):
    asked = await qa.ask(**EMAIL)
    await qa.deliver_events()
    relay.replies = ["550 no such person"] * 3
    assert await send_due(qa.runtime) == 0
    page = (await qa.get("/deliveries/dead", "admin1")).body["items"]
    assert [row["code"] for row in page] == [asked["code"]] * 3
    named = {row["person"]["name"] if row["person"] else None for row in page}
    assert named == {"Lê Thị Hồng", "Trần Văn Nam", None}
    assert "example.com" not in str(page)
    for who, status in ((None, 401), ("coordinator1", 403), ("admin1", 204), ("admin1", 409)):
        done = await qa.post(f"/deliveries/{page[0]['id']}/resend", None, who)
        assert done.status == status
    assert await send_due(qa.runtime) == 1
    assert len((await qa.get("/deliveries/dead", "admin1")).body["items"]) == 2
    assert (await qa.post("/deliveries/x/resend", None, "admin1")).slug == "delivery-not-found"
