"""Topics kept by administrators: who answers for them, their history, what asking does with it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.qa.directory.documents import UnitDocument
from services.qa.succession.service import move_to_successors
from services.qa.topics.documents import TopicDocument, TopicVersionDocument
from shared.ids import new_id
from tests.services.qa.directory import ABOLISHED, JUSTICE, PROVINCE, SCIENCE, SILENT
from tests.services.qa.support import Answered, RunningQa
from tests.support.tokens import bearer


@pytest.fixture
async def topics(qa: RunningQa) -> AsyncIterator[RunningQa]:
    """Return the service with the shipped topics, put back at the end."""
    before = await TopicDocument.find_all().to_list()
    yield qa
    await TopicDocument.delete_all()
    await TopicVersionDocument.delete_all()
    await TopicDocument.insert_many(before)
    qa.runtime.rules.forget()


async def add(qa: RunningQa, **fields: Any) -> Answered:
    body = {"id": f"t-{new_id()[-8:]}", "name": f"Lĩnh vực {new_id()[-6:]}", **fields}
    return await qa.post("/topics", body, "admin1")


async def change(qa: RunningQa, topic: str, who: str = "admin1", **fields: Any) -> Answered:
    shown = await qa.get(f"/kept-topics/{topic}", "admin1")
    unit = shown.body["unit"]
    kept = {name: shown.body[name] for name in ("name", "name_en", "position", "is_open")}
    body = {**kept, "unit": unit["id"] if unit else None, **fields}
    headers = {"If-Match": shown.headers["ETag"]}
    return await qa.call("PUT", f"/topics/{topic}", who, json=body, headers=headers)


async def asked_at(qa: RunningQa, topic: str, **fields: Any) -> str:
    asked = await qa.ask(topic=topic, **{"unit": None, **fields})
    return (await qa.stored(asked["code"])).lead_unit


async def test_a_topics_unit_takes_what_names_no_unit(topics: RunningQa) -> None:
    topic = (await add(topics, unit=SCIENCE, position=1)).body["id"]
    assert (await topics.get("/topics")).body[0]["id"] == topic
    assert await asked_at(topics, topic) == SCIENCE
    assert await asked_at(topics, topic, unit=JUSTICE) == JUSTICE
    assert await asked_at(topics, "ho-tich") == PROVINCE


async def test_a_closed_topic_takes_no_question_and_keeps_those_it_has(topics: RunningQa) -> None:
    topic = (await add(topics, name="Chợ nổi")).body["id"]
    asked = await topics.ask("citizen1", topic=topic)
    closed = await change(topics, topic, is_open=False)
    assert (closed.status, closed.body["is_open"]) == (200, False)
    assert topic not in {one["id"] for one in (await topics.get("/topics")).body}
    headers = {"Idempotency-Key": new_id()}
    body = {"title": "Hỏi về chợ nổi", "body": "Chợ nổi họp lúc mấy giờ ạ?", "may_publish": False}
    refused = await topics.post("/questions", {**body, "topic": topic}, headers=headers)
    assert (refused.status, refused.pointers) == (422, ["#/topic"])
    other = (await topics.ask())["code"]
    moved = await topics.act(other, "classify", "officer1", {"topic": topic})
    assert moved.status == 422
    shown = (await topics.get(f"/questions/{asked['code']}", "citizen1")).body
    assert shown["topic"]["name"] == "Chợ nổi"


async def test_changes_are_kept_with_who_made_them_and_undone(topics: RunningQa) -> None:
    topic = (await add(topics, name="Cầu đường", unit=JUSTICE)).body["id"]
    await change(topics, topic, name="Cầu, đường, bến", unit=SCIENCE)
    [newest, first] = (await topics.get(f"/topics/{topic}/history", "admin1")).body
    assert (newest["before"]["name"], newest["after"]["unit"]) == ("Cầu đường", SCIENCE)
    assert (newest["by"]["id"], first["before"]) == ("admin1", None)
    undone = await topics.call(
        "POST", f"/topics/{topic}/undo", "admin1", json={"version": 2},
        headers={"If-Match": '"2"'},
    )  # fmt: skip
    assert undone.status == 200, undone.body
    shown = undone.body
    assert (shown["name"], shown["unit"]["id"], shown["version"]) == ("Cầu đường", JUSTICE, 3)
    assert (await change(topics, topic)).body["version"] == 3, "nothing changed, no version"
    stale = await topics.call(
        "POST", f"/topics/{topic}/undo", "admin1", json={"version": 2},
        headers={"If-Match": '"2"'},
    )  # fmt: skip
    assert (stale.status, stale.slug) == (412, "topic-changed-meanwhile")


@pytest.mark.parametrize(
    ("fields", "status", "slug"),
    [
        ({"id": "ho-tich"}, 409, "topic-exists"),
        ({"name": "hộ tịch, CHỨNG THỰC"}, 409, "topic-exists"),
        ({"unit": ABOLISHED}, 422, "invalid-request"),
        ({"unit": SILENT}, 422, "invalid-request"),
        ({"unit": "khong-co"}, 422, "invalid-request"),
        ({"name": "N\u0430m"}, 422, "invalid-request"),
        ({"id": "Sở"}, 422, "invalid-request"),
    ],
)
async def test_what_is_no_topic_is_refused(
    topics: RunningQa, fields: dict[str, Any], status: int, slug: str
) -> None:
    count = await TopicDocument.count()
    refused = await add(topics, **fields)
    assert (refused.status, refused.slug) == (status, slug)
    assert await TopicDocument.count() == count


async def test_an_abolished_units_topics_go_to_its_successor(topics: RunningQa) -> None:
    topic = (await add(topics, unit=SCIENCE)).body["id"]
    old = await UnitDocument.get(ABOLISHED)
    await TopicDocument.find_one({"_id": topic}).set({"unit": ABOLISHED})
    topics.runtime.rules.forget()
    assert await asked_at(topics, topic) == PROVINCE, "until the successor takes over"
    await UnitDocument.find_one({"_id": ABOLISHED}).set({"successor": JUSTICE})
    try:
        await move_to_successors(topics.runtime)
        await move_to_successors(topics.runtime)
    finally:
        await old.replace()
    topics.runtime.rules.forget()
    assert await asked_at(topics, topic) == JUSTICE
    [newest, _] = (await topics.get(f"/topics/{topic}/history", "admin1")).body
    assert (newest["by"], newest["after"]["unit"]) == (None, JUSTICE)


async def test_only_administrators_of_everything_keep_topics(topics: RunningQa) -> None:
    body = {"id": "moi", "name": "Lĩnh vực mới"}
    for who in ("officer1", "leader1", None):
        assert (await topics.post("/topics", body, who)).status in {401, 403}
        assert (await topics.get("/kept-topics", who)).status in {401, 403}
    weak = bearer("admin1", ("admin", PROVINCE), loa=1)
    refused = await topics.post("/topics", body, headers=weak)
    assert (refused.status, refused.slug) == (403, "step-up-required")
