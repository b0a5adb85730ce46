"""A period is over: its report is made by itself, kept, and its leaders get a mail with its link.

The schedule is asked for a day of the past that no real morning of this run can meet.
"""

import asyncio
import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

from shared.clock import today
from shared.tasks import TaskSender
from tests.support.mailbox import Mailbox
from tests.support.people import addresses_of, person
from tests.support.system import System

pytestmark = pytest.mark.system

UNIT = "tp-hue"


def first_morning() -> date:
    """Return the first day of the month before last: on its eve a month ended."""
    last_month = today().replace(day=1) - timedelta(days=1)
    return (last_month.replace(day=1) - timedelta(days=1)).replace(day=1)


def order(system: System, day: date) -> str:
    """Do what the schedule does on the morning of a day, as an operator would."""
    done = subprocess.run(
        [sys.executable, "-m", "services.survey.reports", "--as-of", day.isoformat()],
        env={**os.environ, **system.running.environment("survey")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_it_is_made_kept_and_mailed_to_the_leaders(system: System) -> None:
    morning, mailbox = first_morning(), Mailbox(system.mail_folder)
    ended = morning - timedelta(days=1)
    subject = f"Báo cáo mức độ hài lòng kỳ {ended:%Y-%m} đã lập xong"
    await asyncio.to_thread(order, system, morning)
    again = await asyncio.to_thread(order, system, morning)
    assert again == f"0 reports ordered, as of {morning}.\n"
    sender = TaskSender(system.running.redis_url)
    await sender.send("survey.make_reports")
    await sender.close()
    for address in await addresses_of(system.public_url, "leader", UNIT):
        [mail] = await mailbox.wait_about(subject, to=address, seconds=60)
        assert mail["Subject"] == subject
        [link] = re.findall(r"https?://\S+", mail.get_content())[:1]
        assert link.startswith(f"{system.public_url}/lanh-dao/bao-cao")
    async with person(system.public_url, "leader1") as leader:
        page = await leader.http.get(link)
        assert page.status == 200
        shown = await page.text()
        kept = (await leader.get("/api/survey/v1/reports"))["items"]
        [report] = [
            one for one in kept
            if one["is_planned"] and (one["kind"], one["last"]) == ("month", ended.isoformat())
        ]  # fmt: skip
        assert report["state"] == "ready"
        assert report["first"] == ended.replace(day=1).isoformat()
        for kind, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
            address = f"/api/survey/v1/reports/{report['id']}/{kind}"
            assert address in shown
            file = await leader.http.get(f"{system.public_url}{address}")
            assert (file.status, (await file.read())[: len(begins)]) == (200, begins)
        inbox = (await leader.get("/api/qa/v1/notifications"))["items"]
        assert [one["code"] for one in inbox if one["kind"] == "report_ready"].count(
            f"{ended:%Y-%m}"
        ) == 1
