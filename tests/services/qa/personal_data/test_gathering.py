"""A copy of what is held of somebody: all of it, theirs alone, and for so long.

That nothing is left of who was erased: `tests/system/test_erasure.py`.
"""

from datetime import timedelta

from services.qa.personal_data.tasks import serve_person_data
from services.qa.subscribers import subscribers
from shared.clock import at, now
from shared.contracts.auth.rights import COPY_KEPT
from shared.ids import new_id
from tests.services.qa.support import ROLES, Answered, Json, RunningQa
from tests.support.tokens import bearer

SEARCH = {"name": "Đất đai quá hạn", "filter": "overdue", "q": "đất"}


async def want_copy(qa: RunningQa, person: str) -> str:
    """Let a person ask auth for a copy; return the request's id."""
    request = new_id()
    payload = {"request": request, "person": person}
    message = {"id": new_id(), "name": "auth.person_data_wanted.v1", "payload": payload}
    await subscribers.receive(qa.runtime, qa.runtime.mongo, message)
    return request


async def download(qa: RunningQa, request: str, person: str, loa: int = 2) -> Answered:
    headers = bearer(person, *ROLES.get(person, []), loa=loa)
    return await qa.get(f"/data-copies/{request}", headers=headers)


async def content_of(qa: RunningQa, person: str) -> Json:
    request = await want_copy(qa, person)
    await serve_person_data(qa.runtime)
    copy = await download(qa, request, person)
    assert copy.status == 200, copy.body
    return copy.body


async def test_a_sender_gets_their_questions_with_contact_and_consent(qa: RunningQa) -> None:
    asked = await qa.answered("citizen1", email="an@dan.example")
    await qa.ask("citizen2")
    await qa.deliver_events()
    content = await content_of(qa, "citizen1")
    [question] = content["questions"]
    assert (question["code"], question["contact"]["email"]) == (asked["code"], "an@dan.example")
    assert [consent["kind"] for consent in question["consents"]] == ["given"]
    assert {one["code"] for one in content["notifications"]} == {asked["code"]}


async def test_who_works_for_a_unit_gets_what_they_keep_here(qa: RunningQa) -> None:
    assert (await qa.post("/queue/searches", SEARCH, "officer1")).status < 300
    chosen = {"mail": {"question_asked": "digest"}, "quiet_from": "21:00", "quiet_to": "06:00"}
    changed = await qa.call("PUT", "/notification-settings", "officer1", json=chosen)
    assert changed.status == 200, changed.body
    content = await content_of(qa, "officer1")
    [search] = content["searches"]
    assert SEARCH.items() <= search.items()
    assert content["notification_settings"] == changed.body
    assert (await content_of(qa, "officer2"))["searches"] == []


async def test_a_copy_is_its_persons_alone_and_not_kept_for_ever(qa: RunningQa) -> None:
    await qa.ask("citizen1")
    request = await want_copy(qa, "citizen1")
    early = await download(qa, request, "citizen1")
    assert (early.status, early.slug) == (404, "copy-not-ready")
    await serve_person_data(qa.runtime)
    assert (await download(qa, request, "citizen1")).status == 200
    assert (await download(qa, request, "citizen2")).status == 404
    weak = await download(qa, request, "citizen1", loa=1)
    assert (weak.status, weak.slug) == (403, "step-up-required")
    with at(now() + COPY_KEPT + timedelta(minutes=1)):
        await serve_person_data(qa.runtime)
    assert await qa.count("person_data_tasks") == await qa.count("file_pieces") == 0
    assert (await download(qa, request, "citizen1")).status == 404
