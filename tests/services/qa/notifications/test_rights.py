"""Who administers everything hears of people's requests about their data, and of late ones."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from services.qa.directory.documents import PersonDocument
from services.qa.notifications.sending import send_due
from services.qa.subscribers import subscribers
from shared.clock import now
from shared.contracts.auth.rights import RightLate, RightRequested
from shared.events import Event
from shared.ids import new_id
from tests.services.qa.directory import PROVINCE, person
from tests.services.qa.support import RunningQa
from tests.support.mail_relay import MailRelay

DUE = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
async def admins(qa: RunningQa) -> AsyncIterator[RunningQa]:
    """Return the service with one administrator of everything."""
    told = person("admin1", "Dương Khánh Linh", ("admin", PROVINCE))
    stored = PersonDocument.of(told, now(), qa.runtime.cipher)
    await stored.insert()
    yield qa
    await stored.delete()


async def receive(qa: RunningQa, event: Event) -> None:
    message = {"id": new_id(), "name": event.wire_name, "payload": event.model_dump(mode="json")}
    for _ in range(2):
        await subscribers.receive(qa.runtime, qa.runtime.mongo, message)


async def test_a_request_and_its_lateness_are_mailed_once_each(
    admins: RunningQa, relay: MailRelay
) -> None:
    await receive(admins, RightRequested(request="r1", due_at=DUE))
    await receive(admins, RightLate(request="r1", due_at=DUE))
    assert await send_due(admins.runtime) == 2
    mails = relay.to("admin1@hue.example")
    subjects = sorted(mail["Subject"] for mail in mails)
    assert "phản hồi chậm nhất 01/12/2026" in subjects[0]
    assert "Quá hạn luật định" in subjects[1]
    assert all("http://127.0.0.1:8080/quan-tri/quyen-du-lieu" in m.get_content() for m in mails)
    assert "r1" not in str(mails)
