"""Who sent a question is forgotten a while after it was settled; its answer stays."""

from datetime import timedelta

from services.qa.retention.rules import rules
from shared.clock import at, now
from shared.retention import forget, look
from tests.services.qa.attachments import corpus
from tests.services.qa.support import RunningQa


async def outcomes(qa: RunningQa, days: int, *, apply: bool = False) -> dict[str, int]:
    """Return what is past its time some days from now, and forget it if wished."""
    with at(now() + timedelta(days=days)):
        found = await (forget if apply else look)(qa.runtime.mongo, rules(qa.runtime.settings))
    return {one.rule.name: one.rows for one in found if one.rows}


async def test_contact_and_files_go_the_question_and_the_units_files_stay(qa: RunningQa) -> None:
    asked = await qa.ask("citizen1", email="nguoi@thu.example")
    path, name = f"/questions/{asked['code']}/attachments", {"X-File-Name": "a.pdf"}
    for who in ("citizen1", "officer1"):
        sent = await qa.call("POST", path, who, data=corpus.GOOD["pdf"], headers=name)
        assert sent.status == 201, sent.body
    waiting = await qa.ask("citizen1", email="nguoi@thu.example")
    text = {"text": "Ông/bà nộp hồ sơ tại bộ phận một cửa."}
    assert (await qa.act(asked["code"], "publish", "officer1", text)).status == 200

    name_of_rule = "who sent settled questions"
    assert await outcomes(qa, 729) == {}
    assert (await outcomes(qa, 731))[name_of_rule] == 1
    assert (await qa.stored(asked["code"])).contact
    assert (await outcomes(qa, 731, apply=True))[name_of_rule] == 1
    question = await qa.stored(asked["code"])
    assert (question.contact, question.sender_mark) == (None, None)
    shown = (await qa.get(f"/questions/{asked['code']}", "officer1")).body
    assert [one["by"] for one in shown["attachments"]] == ["responder"]
    assert await qa.count("file_pieces") == 1
    assert shown["answer"]["text"] == text["text"]
    assert (await qa.stored(waiting["code"])).contact
    assert name_of_rule not in await outcomes(qa, 731)


async def test_a_question_taken_up_again_keeps_its_sender(qa: RunningQa) -> None:
    asked = await qa.answered("citizen1", email="nguoi@thu.example")
    again = await qa.act(asked["code"], "reopen", "citizen1", {"reason": "Chưa đủ ý tôi hỏi."})
    assert again.status == 200, again.body
    assert await outcomes(qa, 731) == {}
    assert (await qa.stored(asked["code"])).contact


async def test_notifications_and_imports_go_in_their_time(qa: RunningQa) -> None:
    await qa.ask("citizen1", email="nguoi@thu.example")
    await qa.deliver_events()
    deliveries = qa.runtime.mongo.database["deliveries"]
    await deliveries.update_many({}, {"$unset": {"next_attempt_at": ""}})
    told = await qa.count("deliveries")
    assert told
    csv = "Mã ngoài,Nội dung,Trả lời,Đơn vị,Ngày hỏi\n1,x,y,z,w\n".encode()
    sent = await qa.call(
        "POST", "/imports?kind=questions&source=cong-cu", "admin1", data=csv,
        headers={"X-File-Name": "cu.csv"},
    )  # fmt: skip
    assert sent.status < 300, sent.body
    await qa.runtime.mongo.database["imports"].update_many({}, {"$unset": {"run_at": ""}})
    assert await outcomes(qa, 366, apply=True) == {"notifications": told, "imports": 1}
    assert await qa.count("deliveries") == await qa.count("imports") == 0
    assert await qa.count("file_pieces") == 0
