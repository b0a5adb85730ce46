"""News of ratings: who hears of alerts and reports, in the inbox and by mail."""

from datetime import date

from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.sending import send_due
from services.qa.subscribers import subscribers
from shared.contracts.survey.events import AlertOpened, AlertOverdue, ReportReady
from shared.events import Event
from shared.ids import new_id
from tests.services.qa.directory import JUSTICE, NO_OFFICERS

ALERT = {"alert": "fall:demo:quality:2026-11-22", "portal": "demo", "due_on": date(2026, 12, 7)}


async def receive(qa, event: Event, times: int = 1) -> None:
    """Receive an event of survey as the worker does, as often as it is sent."""
    message = {"id": new_id(), "name": event.wire_name, "payload": event.model_dump(mode="json")}
    for _ in range(times):
        await subscribers.receive(qa.runtime, qa.runtime.mongo, message)


async def told(channel: str) -> set[tuple[str, str | None]]:
    rows = await DeliveryDocument.find({"channel": channel}).to_list()
    return {(row.kind, row.person) for row in rows}


async def test_the_head_of_the_unit_hears_of_an_alert_once(qa, relay):
    await receive(qa, AlertOpened(unit=JUSTICE, **ALERT), times=3)
    assert await told("inbox") == await told("email") == {("alert_opened", "head1")}
    assert await send_due(qa.runtime) == 1
    [mail] = relay.to("head1@hue.example")
    assert "demo" in mail["Subject"]
    assert "07/12/2026" in mail["Subject"]
    assert "Sở Tư pháp" in mail.get_content()
    assert "http://127.0.0.1:8080/lanh-dao/canh-bao" in mail.get_content()
    assert await send_due(qa.runtime) == 0


async def test_an_overdue_alert_reaches_the_leaders_above_as_well(qa):
    await receive(qa, AlertOverdue(unit=JUSTICE, **ALERT))
    assert await told("email") == {("alert_overdue", "head1"), ("alert_overdue", "leader1")}


async def test_a_report_by_schedule_is_mailed_to_the_leaders(qa, relay):
    await receive(qa, ReportReady(report="r1", unit=NO_OFFICERS, period="2026-H2"), times=2)
    assert await told("inbox") == {("report_ready", "leader1")}
    assert await send_due(qa.runtime) == 1
    [mail] = relay.to("leader1@hue.example")
    assert "2026-H2" in mail["Subject"]
    assert "/lanh-dao/bao-cao" in mail.get_content()


async def test_who_ordered_a_report_finds_it_in_the_inbox(qa):
    await receive(qa, ReportReady(report="r1", unit=JUSTICE, period="2026-10", person="head1"))
    assert await told("inbox") == {("report_ready", "head1")}
    assert await told("email") == set()


async def test_an_entry_of_the_inbox_names_the_portal(qa):
    await receive(qa, AlertOpened(unit=JUSTICE, **ALERT))
    shown = await qa.get("/notifications", "head1")
    assert [(one["kind"], one["code"]) for one in shown.body["items"]] == [("alert_opened", "demo")]
