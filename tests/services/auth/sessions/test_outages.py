"""N67: with Redis or MongoDB away nobody is half signed in, nobody is told that they left."""

from contextlib import asynccontextmanager

import pytest

from services.auth.sessions.model import session_key
from shared.redis_client import open_redis
from tests.services.auth.support import JSON

AWAY = "redis://127.0.0.1:1/0"


@asynccontextmanager
async def redis_away(stage, monkeypatch):
    """Let auth look for Redis where there is none."""
    runtime, nowhere = stage.runtime, open_redis(AWAY, seconds=1.0)
    with monkeypatch.context() as patch:
        patch.setattr(runtime, "redis", nowhere)
        patch.setattr(runtime.session_cache, "_redis", nowhere)
        yield
    await nowhere.aclose()


@asynccontextmanager
async def mongodb_away(stage, monkeypatch):
    """Cut the line to MongoDB, and do not wait long for it."""
    client = stage.runtime.mongo._client
    with monkeypatch.context() as patch, stage.mongodb.cut():
        patch.setattr(client._topology._settings, "_server_selection_timeout", 0.2)
        yield
    await stage.runtime.mongo.ping()


@pytest.mark.parametrize("store", [redis_away, mongodb_away])
async def test_n67_a_callback_without_a_store_leaves_no_session(stage, browser, monkeypatch, store):
    back = await browser.depart("citizen1")
    before = await stage.count("sessions")
    async with store(stage, monkeypatch):
        answer = await browser.get(back)
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert "Chưa đăng nhập được" in answer.text
        assert "<script" not in answer.text
        assert "style" not in answer.text
    assert browser.cookie() is None
    assert await stage.count("sessions") == before
    assert (await browser.session())["signed_in"] is False


async def test_n67_a_json_client_gets_a_problem(stage, browser, monkeypatch):
    back = await browser.depart("citizen1")
    async with redis_away(stage, monkeypatch):
        answer = await browser.get(back, headers=JSON)
        assert (answer.status, answer.slug) == (503, "session-store-unavailable")
        assert (await browser.get("/auth/login?provider=main", headers=JSON)).status == 503
        assert (await browser.get("/auth/login?provider=main")).status == 503


async def test_signed_in_people_go_on_without_redis(stage, browser, monkeypatch):
    await browser.sign_in("citizen1")
    async with redis_away(stage, monkeypatch):
        assert (await stage.caller_of(browser.cookie())).id == "demo-citizen1"


@pytest.mark.parametrize("store", [redis_away, mongodb_away])
async def test_leaving_without_a_store_is_not_claimed(stage, browser, monkeypatch, store):
    await browser.sign_in("citizen1")
    session = browser.cookie()
    await stage.exchange(session)
    async with store(stage, monkeypatch):
        answer = await browser.post("/auth/logout", headers={"Origin": stage.url})
        assert answer.status == 503
    assert browser.cookie() == session
    again = await browser.post("/auth/logout", headers={"Origin": stage.url})
    assert again.status == 303
    assert (await stage.exchange(session)).status == 401


async def test_a_marked_end_beats_a_copy_made_at_the_same_moment(stage, browser):
    await browser.sign_in("citizen1")
    key = session_key(browser.cookie())
    await stage.runtime.session_cache.end([key])
    assert (await stage.exchange(browser.cookie())).status == 401
