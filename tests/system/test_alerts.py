"""An alert whose day is over: survey's worker says so, qa's worker mails it to the people."""

from datetime import timedelta

import pytest
from pymongo import AsyncMongoClient

from services.survey.alerts.model import Alert
from shared.clock import now, today
from shared.contracts.survey.alerts import AlertKind
from shared.marks import mark
from shared.tasks import TaskSender
from tests.support.mailbox import Mailbox
from tests.support.people import addresses_of, person
from tests.support.system import System

pytestmark = pytest.mark.system

UNIT = PORTAL = "so-tu-phap"


def overdue_alert() -> Alert:
    """Return an alert that nobody saw to."""
    id_ = f"{AlertKind.SILENCE}:{PORTAL}::2024-03-10"
    return Alert(
        id=id_,
        kind=AlertKind.SILENCE,
        portal=PORTAL,
        portal_name="Trang thông tin điện tử Sở Tư pháp",
        unit=UNIT,
        first=today() - timedelta(days=60),
        last=today() - timedelta(days=33),
        responses_before=40,
        responses_now=1,
        opened_at=now() - timedelta(days=15),
        due_on=today() - timedelta(days=1),
        mark=mark(now(), id_),
        remind_at=now() - timedelta(hours=1),
    )


async def test_it_reaches_head_and_leaders_in_the_inbox_and_by_mail(system: System) -> None:
    running, mailbox = system.running, Mailbox(system.mail_folder)
    database = running.environment("survey").get("SURVEY_DATABASE", "langnghe_survey")
    alert = overdue_alert()
    row = {**alert.model_dump(mode="json"), "_id": alert.id, "remind_at": alert.remind_at}
    async with AsyncMongoClient[dict[str, object]](running.mongodb_uri) as client:
        alerts = client[database]["alerts"]
        del row["id"]
        await alerts.insert_one(row)
        try:
            sender = TaskSender(running.redis_url)
            for _ in range(2):
                await sender.send("survey.look_for_alerts")
            [address] = await addresses_of(system.public_url, "head", UNIT)
            [mail] = await mailbox.wait_about("quá hạn", to=address)
            await sender.close()
            assert PORTAL in str(mail["Subject"])
            assert "/lanh-dao/canh-bao" in mail.get_content()
            for reached in ("head1", "leader1"):
                async with person(system.public_url, reached) as who:
                    entries = (await who.get("/api/qa/v1/notifications"))["items"]
                    kinds = [one["kind"] for one in entries if one["code"] == PORTAL]
                    assert kinds == ["alert_overdue"]
                    shown = (await who.get("/api/survey/v1/alerts"))["items"]
                    assert [one["is_overdue"] for one in shown if one["id"] == alert.id] == [True]
            assert len(mailbox.about("Cảnh báo quá hạn", to=address)) == 1
        finally:
            await alerts.delete_one({"_id": alert.id})
