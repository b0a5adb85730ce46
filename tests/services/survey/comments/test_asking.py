"""A comment becomes a question: asked for once, its words for qa alone, its code kept."""

from typing import Any

from services.survey.subscribers import subscribers
from shared.contracts.qa.events import QuestionRaised
from shared.ids import new_id
from tests.services.survey.support import Answer, RunningSurvey
from tests.support.tokens import bearer

PATH = "/api/survey/v1/comments"
TITLE = "Đề nghị thông báo sớm lịch tiếp công dân"


def qa() -> dict[str, str]:
    """Return what qa calls with."""
    return bearer("client:qa", kind="client", scope="comments:read", roles=[])


async def commented(survey: RunningSurvey, text: str) -> tuple[dict[str, str], Any, str]:
    """Return a leader, a comment on a portal of theirs, and a unit below."""
    [root] = await survey.new_units(None)
    [unit] = await survey.new_units(root)
    portal, leader = await survey.new_portal(root), bearer("leader", ("leader", root))
    await survey.rate(portal, other=text)
    await survey.roll_up()
    [comment] = (await survey.get(PATH, leader, portal=portal)).body["items"]
    return leader, comment, unit


async def ask(survey: RunningSurvey, caller: dict[str, str], comment: Any, **form: str) -> Answer:
    headers = {**caller, "If-Match": str(comment["version"])}
    path = f"{PATH}/{comment['id']}/question"
    return await survey.call("POST", path, json={"title": TITLE, **form}, headers=headers)


async def raised(survey: RunningSurvey, comment: str, code: str) -> None:
    """Receive from qa that the question was made."""
    event = QuestionRaised(comment=comment, code=code)
    message = {"id": new_id(), "name": event.wire_name, "payload": event.model_dump()}
    await subscribers.receive(survey.runtime, survey.runtime.mongo, message)


async def test_a_question_is_wanted_once_and_its_code_comes_back(survey):
    leader, comment, unit = await commented(survey, "Lịch tiếp dân đăng muộn, gọi 0912 345 678")
    wanted = await ask(survey, leader, comment, unit=unit)
    assert (wanted.status, wanted.headers["ETag"]) == (202, '"2"')
    assert (wanted.body["state"], wanted.body["assigned"]) == ("forwarded", unit)
    assert (wanted.body["is_wanted"], wanted.body["question"]) == (True, None)
    again = await ask(survey, leader, wanted.body, unit=unit)
    assert (again.status, again.slug) == (409, "comment-asked-already")
    told = await survey.database["outbox"].find({"payload.comment": comment["id"]}).to_list()
    assert [one["payload"] for one in told] == [
        {"comment": comment["id"], "unit": unit, "by": "leader"}
    ]
    await raised(survey, comment["id"], "X9YAVAH6")
    shown = await survey.get(f"{PATH}/{comment['id']}", leader)
    assert (shown.body["question"], shown.body["version"]) == ("X9YAVAH6", 3)


async def test_only_qa_reads_the_words_and_only_of_what_is_wanted(survey):
    leader, comment, unit = await commented(survey, "Lịch tiếp dân đăng muộn, gọi 0912 345 678")
    path = f"{PATH}/{comment['id']}/question"
    assert (await survey.get(path, qa())).status == 404
    await ask(survey, leader, comment, unit=unit)
    words = await survey.get(path, qa())
    assert words.body["title"] == TITLE
    assert words.body["text"] == "Lịch tiếp dân đăng muộn, gọi •••• ••• •••"
    assert words.body["portal_name"] == "Cổng thử"
    other = bearer("client:x", kind="client", scope="directory:read", roles=[])
    for refused, status in ((leader, 403), (other, 403), ({}, 401)):
        assert (await survey.get(path, refused)).status == status


async def test_what_cannot_be_asked(survey):
    leader, comment, unit = await commented(survey, "Chữ nhỏ quá")
    assert (await ask(survey, leader, comment, unit="no-such-unit")).pointers == ["#/unit"]
    assert (await ask(survey, leader, comment, unit=unit, title="ngắn")).pointers == ["#/title"]
    stale = await ask(survey, leader, {**comment, "version": 7}, unit=unit)
    assert (stale.status, stale.slug) == (412, "comment-changed")
    stranger = await ask(survey, bearer("s", ("head", "elsewhere")), comment, unit=unit)
    assert (stranger.status, stranger.slug) == (404, "comment-not-found")
    shown = await survey.get(f"{PATH}/{comment['id']}", leader)
    assert (shown.body["version"], shown.body["is_wanted"]) == (1, False)
    assert (await survey.get(f"{PATH}/{comment['id']}", bearer("c"))).status == 403
