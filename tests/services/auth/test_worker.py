"""Auth's background tasks."""

from datetime import timedelta

from services.auth.sessions.model import session_key
from services.auth.worker import forget_old_records, tasks
from shared.clock import now


async def test_long_gone_sessions_are_forgotten_and_others_kept(stage, browser):
    async with stage.browser() as old:
        await old.sign_in("citizen1")
        await browser.sign_in("citizen1")
        sessions = stage.runtime.mongo.database["sessions"]
        long_ago = now() - timedelta(days=40)
        await sessions.update_one(
            {"_id": session_key(old.cookie())}, {"$set": {"created_at": long_ago}}
        )
        await forget_old_records(stage.runtime)
        assert await stage.count("sessions", _id=session_key(old.cookie())) == 0
        assert await stage.count("sessions", _id=session_key(browser.cookie())) == 1


def test_the_worker_declares_its_tasks():
    assert tasks.service == "auth"
    assert {"auth.forget_old_records", "auth.relay_outbox", "auth.receive_event"} <= set(
        tasks.functions
    )
    assert "auth.forget_old_records" in tasks.beat
