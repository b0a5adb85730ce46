"""Marks: a token may be kept only while nothing that made it has changed."""

import pytest
import redis as blocking
from redis.asyncio import Redis

from services.auth.sessions.marks import Marks
from shared.ids import new_id
from tests.support.own_redis import own_redis


@pytest.fixture
async def marks(redis_url: str):
    async with Redis.from_url(redis_url, decode_responses=True) as redis:
        yield Marks(redis)


async def test_a_mark_stays_until_something_changes(marks: Marks) -> None:
    person = new_id()
    first = await marks.read(person)
    assert first is not None
    assert await marks.read(person) == first
    async with marks.changing([person]):
        assert await marks.read(person) is None  # nobody may keep what is being changed
    after = await marks.read(person)
    assert after is not None
    assert after[0] == first[0]
    assert after[1] != first[1]


async def test_a_change_that_fails_takes_tokens_back_as_well(marks: Marks) -> None:
    person = new_id()
    first = await marks.read(person)
    with pytest.raises(RuntimeError):
        async with marks.changing([person]):
            raise RuntimeError
    assert await marks.read(person) != first


async def test_of_two_changes_at_once_the_last_to_begin_settles_it(marks: Marks) -> None:
    person = new_id()
    async with marks.changing([person]):
        async with marks.changing([person]):
            pass
        settled = await marks.read(person)
    assert settled is not None
    assert await marks.read(person) != settled

    inner = marks.changing([person])
    async with marks.changing([person]):
        await inner.__aenter__()
    assert await marks.read(person) is None  # the inner one is not stored yet
    await inner.__aexit__(None, None, None)
    assert await marks.read(person) is not None


async def test_a_flush_forgets_every_mark(marks: Marks, redis_url: str) -> None:
    person = new_id()
    first = await marks.read(person)
    assert first is not None
    blocking.Redis.from_url(redis_url).delete(first[0])
    assert await marks.read(person) != first


async def test_without_redis_nothing_is_kept_and_changes_go_on() -> None:
    with own_redis() as (url, process):
        async with Redis.from_url(url, decode_responses=True) as redis:
            marks = Marks(redis)
            process.kill()
            process.wait()
            assert await marks.read("anybody") is None
            async with marks.changing(["anybody"]):
                pass


async def mark_of(stage, browser) -> tuple[str, str]:
    """Exchange a session and return its mark, which holds in Redis at this moment."""
    answer = (await stage.exchange(browser.cookie())).json
    assert await stage.runtime.redis.get(answer["mark"]) == answer["mark_value"]
    return answer["mark"], answer["mark_value"]


async def test_leaving_changes_the_mark_before_it_answers(stage, browser) -> None:
    await browser.sign_in("citizen1")
    name, value = await mark_of(stage, browser)
    await browser.post("/auth/logout", headers={"Origin": stage.url})
    assert await stage.runtime.redis.get(name) != value


async def test_ending_a_session_elsewhere_changes_the_mark(stage, browser) -> None:
    await browser.sign_in("citizen2")
    name, value = await mark_of(stage, browser)
    headers = await stage.bearer_of(browser)
    [own, *_] = (await browser.get("/api/auth/v1/sessions", headers=headers)).json
    ended = await browser.request("DELETE", f"/api/auth/v1/sessions/{own['id']}", headers=headers)
    assert ended.status == 204
    assert await stage.runtime.redis.get(name) != value


@pytest.mark.parametrize("what", ["lock", "unlock", "roles"])
async def test_what_an_administrator_changes_changes_the_mark(stage, browser, what: str) -> None:
    await browser.sign_in("officer3")
    name, value = await mark_of(stage, browser)
    path = "/api/auth/v1/people/demo-officer3"
    async with stage.browser() as admin:
        await admin.sign_in("admin1")
        admin.http.headers.update(await stage.bearer_of(admin))
        shown = await admin.get(path)
        headers = {"If-Match": shown.headers["ETag"]}
        if what == "roles":
            body = {"roles": shown.json["roles"]}
            done = await admin.request("PUT", f"{path}/roles", json=body, headers=headers)
        else:
            done = await admin.post(f"{path}/{what}", headers=headers)
        assert done.status == 200
        assert await stage.runtime.redis.get(name) != value
        if what == "lock":
            headers = {"If-Match": done.headers["ETag"]}
            await admin.post(f"{path}/unlock", headers=headers)
