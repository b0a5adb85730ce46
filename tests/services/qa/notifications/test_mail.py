"""Mails over real SMTP: what they say, once each, again after failures, dead in the end."""

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import chain

import pytest

from services.qa.directory.documents import PersonDocument
from services.qa.notifications import sending
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.sending import send_due
from shared.clock import at, now
from shared.mongo import DatabaseUnavailable, Transaction

EMAIL = {"email": "nguoi.hoi@example.com"}


async def send(qa) -> int:
    await qa.deliver_events()
    return await send_due(qa.runtime)


async def asker_mail(qa) -> DeliveryDocument:
    found = await DeliveryDocument.find_one({"kind": "question_receipt"})
    assert found is not None
    return found


async def test_officers_and_asker_get_their_mails(qa, relay):
    asked = await qa.ask(**EMAIL, name="Nguyễn Văn Kín")
    assert await send(qa) == 3
    addresses = ["nguoi.hoi@example.com", "officer1@hue.example", "officer2@hue.example"]
    assert sorted(chain.from_iterable(relay.recipients)) == addresses
    for address in addresses:
        [mail] = relay.to(address)
        assert asked["code"] in mail["Subject"]
        assert asked["code"] in mail.get_content()
        assert asked["secret"] not in mail.as_string()
        assert "Kín" not in mail.get_content()
    assert await send(qa) == 0
    assert len(relay.messages) == 3


async def test_a_mail_is_proper(qa, relay):
    await qa.ask()
    await send(qa)
    [mail] = relay.to("officer1@hue.example")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"].addresses[0].display_name == "Lắng Nghe"
    assert mail["Message-ID"].endswith("@127.0.0.1>")
    assert abs((parsedate_to_datetime(mail["Date"]) - now()).total_seconds()) < 60
    assert mail["Content-Language"] == "vi"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"


async def test_each_reads_their_language(qa, relay):
    asked = await qa.ask(**EMAIL, language="en")
    await send(qa)
    [vietnamese], [english] = relay.to("officer1@hue.example"), relay.to("officer2@hue.example")
    assert vietnamese["Subject"].startswith("Câu hỏi mới")
    assert "Sở Tư pháp" in vietnamese.get_content()
    assert english["Subject"].startswith("New question")
    assert "Department of Justice" in english.get_content()
    [receipt] = relay.to("nguoi.hoi@example.com")
    assert "has arrived" in receipt["Subject"]
    assert f"http://127.0.0.1:8080/can-bo/{asked['code']}" in english.get_content()


async def test_the_answered_mail_links_to_what_the_asker_may_open(qa, relay):
    public = await qa.answered(**EMAIL)
    private = await qa.answered(**EMAIL, may_publish=False)
    await send(qa)
    told = {
        mail["Subject"]: mail.get_content()
        for mail in relay.to("nguoi.hoi@example.com")
        if "đã được trả lời" in mail["Subject"]
    }
    by_code = {subject.split()[2]: text for subject, text in told.items()}
    assert f"/hoi-dap/{public['code']}" in by_code[public["code"]]
    assert "/hoi-dap/tra-cuu" in by_code[private["code"]]
    assert private["secret"] not in by_code[private["code"]]


async def test_what_was_answered_while_the_relay_was_away_is_asked_for_no_more(qa, relay):
    code = (await qa.ask(**EMAIL))["code"]
    await qa.deliver_events()  # the mails wait
    await qa.act(code, "publish", "officer1", {"text": "Trả lời trước khi thư đi."})
    await send(qa)
    assert {tuple(to) for to in relay.recipients} == {("nguoi.hoi@example.com",)}
    rows = await DeliveryDocument.find({"kind": "question_asked", "channel": "email"}).to_list()
    assert {row.state for row in rows} == {"needless"}
    assert await send_due(qa.runtime) == 0


async def test_many_senders_at_once_send_each_mail_once(qa, relay):
    for _ in range(5):
        await qa.ask(**EMAIL)
    await qa.deliver_events()

    async def another_process() -> int:
        """Send as another process would: it does not see this one's lock."""
        qa.runtime.sending = asyncio.Lock()
        return await send_due(qa.runtime)

    sent = await asyncio.gather(*(another_process() for _ in range(4)))
    assert sum(sent) == 15
    ids = [mail["Message-ID"] for mail in relay.messages]
    assert len(ids) == len(set(ids)) == 15


async def test_what_the_relay_puts_off_is_tried_again_later(qa, relay):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    await DeliveryDocument.find({"channel": "email", "kind": "question_asked"}).delete()
    relay.replies = ["451 try again later", "421 busy"]
    assert await send_due(qa.runtime) == 0
    row = await asker_mail(qa)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.reason.endswith("_451")
    assert timedelta(seconds=5) < row.next_attempt_at - now() < timedelta(seconds=11)
    with at(now() + timedelta(seconds=11)):
        assert await send_due(qa.runtime) == 0
        row = await asker_mail(qa)
        assert timedelta(seconds=15) < row.next_attempt_at - now() < timedelta(seconds=21)
    with at(now() + timedelta(seconds=40)):
        assert await send_due(qa.runtime) == 1
    row = await asker_mail(qa)
    assert (row.state, row.attempts) == ("sent", 3)
    assert len(relay.messages) == 1


async def test_what_the_relay_refuses_for_good_is_dead(qa, relay):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    await DeliveryDocument.find({"channel": "email", "kind": "question_asked"}).delete()
    relay.replies = ["550 no such person"]
    assert await send_due(qa.runtime) == 0
    row = await asker_mail(qa)
    assert (row.state, row.next_attempt_at) == ("dead", None)
    assert "example.com" not in row.reason


async def test_attempts_run_out(qa, relay):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    await DeliveryDocument.find({"channel": "email", "kind": "question_asked"}).delete()
    relay.replies = ["451 later"] * 50
    moment = now()
    for _ in range(40):
        with at(moment):
            await send_due(qa.runtime)
        moment += timedelta(hours=2)
    row = await asker_mail(qa)
    assert (row.state, row.attempts) == ("dead", qa.runtime.settings.mail_attempts)


async def test_while_the_relay_is_down_nothing_is_used_up(qa, relay):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    await relay.close()
    try:
        assert await send_due(qa.runtime) == 0
        row = await asker_mail(qa)
        assert (row.state, row.attempts) == ("waiting", 0)
    finally:
        await relay.open()
    assert await send_due(qa.runtime) == 3


async def test_a_claim_of_a_killed_worker_runs_out_and_keeps_its_message_id(qa, relay):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    await DeliveryDocument.find({"channel": "email", "kind": "question_asked"}).delete()
    row = await asker_mail(qa)
    assert row.claim(now(), now() + timedelta(seconds=90))
    await row.replace()
    assert await send_due(qa.runtime) == 0
    with at(now() + timedelta(seconds=91)):
        assert await send_due(qa.runtime) == 1
    assert relay.messages[0]["Message-ID"] == f"<{row.id}@127.0.0.1>"


async def test_a_mail_that_kills_its_worker_each_time_is_given_up(qa, relay):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    row = await asker_mail(qa)
    row.attempts = qa.runtime.settings.mail_attempts
    await row.replace()
    assert await send_due(qa.runtime) == 2
    row = await asker_mail(qa)
    assert (row.state, row.reason) == ("dead", "no_outcome")


async def test_a_mail_that_somebody_holds_delays_no_other(qa, relay, monkeypatch):
    await qa.ask(**EMAIL)
    await qa.deliver_events()
    held = await asker_mail(qa)
    begun, done = asyncio.Event(), asyncio.Event()

    async def hold(tx: Transaction) -> None:
        change = {"$inc": {"clock": 1}}
        await tx.database["deliveries"].update_one({"_id": held.id}, change, session=tx.session)
        begun.set()
        await done.wait()

    holding = asyncio.create_task(qa.runtime.mongo.run(hold))
    await begun.wait()
    assert await send_due(qa.runtime) == 2
    assert not relay.to(EMAIL["email"])
    monkeypatch.setattr(sending, "_MOST_HELD", 0)
    with pytest.raises(DatabaseUnavailable):  # where all are held the sweep says so
        await send_due(qa.runtime)
    done.set()
    await holding
    assert await send_due(qa.runtime) == 1


async def test_an_address_sealed_with_a_lost_key_stops_no_other_mail(qa, relay):
    asked = await qa.ask(**EMAIL)
    await qa.deliver_events()
    question = await qa.stored(asked["code"])
    question.contact = "lost.AAAA"
    await question.replace()
    assert await send_due(qa.runtime) == 2
    assert (await asker_mail(qa)).reason == "address_unreadable"


async def test_an_officer_who_left_is_not_written_to(qa, relay):
    await qa.ask()
    await qa.deliver_events()
    officer = await PersonDocument.get("officer2")
    await PersonDocument.find({"_id": "officer2"}).update({"$set": {"role_keys": []}})
    try:
        assert await send_due(qa.runtime) == 1
    finally:
        await officer.replace()
    dead = await DeliveryDocument.find_one({"recipient": "person:officer2", "state": "dead"})
    assert dead.reason == "no_address"


@pytest.mark.parametrize("local", ["chị.hoa", "x" * 60])
async def test_unusual_addresses_are_written_to(qa, relay, local):
    await qa.ask(email=f"{local}@example.com")
    await send(qa)
    assert [f"{local}@example.com"] in relay.recipients
