"""Who sees what of a question: everybody, the asker, the unit, the coordinator, nobody."""

from datetime import timedelta

import pytest

from shared.clock import now
from tests.services.qa.directory import PROVINCE, SCIENCE

CONTACT = {"name": "Nguyễn Văn Kín", "email": "kin@example.com", "phone": "0912345678"}
NAMES = ("Lê Thị Hồng", "Nguyễn Văn Kín", "kin@example.com", "912345678")


@pytest.fixture
async def private(qa):
    """Return a question somebody asked signed in, half answered."""
    asked = await qa.ask("citizen1", **CONTACT)
    await qa.act(asked["code"], "draft", "officer1", {"text": "Dự thảo chưa ai được xem."})
    return asked


def secret(asked) -> dict[str, str]:
    return {"X-Tracking-Secret": asked["secret"]}


async def test_the_secret_opens_it(qa, private):
    shown = await qa.get(f"/questions/{private['code']}", headers=secret(private))
    assert shown.status == 200
    assert shown.body["body"].startswith("Tôi cần cấp bản sao")
    assert shown.body["unit"]["name"] == "Sở Tư pháp"
    assert shown.headers["Cache-Control"] == "no-store"


async def test_the_owner_needs_no_secret(qa, private):
    assert (await qa.get(f"/questions/{private['code']}", "citizen1")).status == 200


async def test_the_asker_sees_states_and_units_but_no_names_and_no_draft(qa, private):
    for who, headers in (("citizen1", {}), (None, secret(private))):
        shown = await qa.get(f"/questions/{private['code']}", who, headers=headers)
        kinds = [entry["kind"] for entry in shown.body["timeline"]]
        assert kinds == ["asked", "received", "assigned"]
        assert {entry["unit"] for entry in shown.body["timeline"][1:]} == {"Sở Tư pháp"}
        assert [entry["role"] for entry in shown.body["timeline"]] == [
            "sender", "responder", "responder"
        ]  # fmt: skip
        assert shown.body["draft"] is None
        assert shown.body["contact"] is None
        assert shown.body["assignee"] == shown.body["assignee_id"] == ""
        assert set(shown.body["actions"]) == {
            "follow-ups", "attachments", "withdraw", "withdraw-consent",
        }  # fmt: skip
        assert not any(name in str(shown.body) for name in NAMES)


@pytest.mark.parametrize("who", [None, "citizen2", "officer3", "head2"])
async def test_others_get_the_answer_an_unknown_code_gets(qa, private, who):
    refused = await qa.get(f"/questions/{private['code']}", who)
    unknown = await qa.get("/questions/ZZZZZZZZ", who)
    for answered in (refused, unknown):
        answered.body.pop("request_id")
    assert (refused.status, refused.body) == (404, unknown.body)


@pytest.mark.parametrize("given", ["", "wrong", "x" * 200, "\xe9"])
async def test_a_wrong_secret_gets_the_answer_an_unknown_code_gets(qa, private, given):
    headers = {"X-Tracking-Secret": given}
    refused = await qa.get(f"/questions/{private['code']}", headers=headers)
    assert (refused.status, refused.slug) == (404, "question-not-found")


async def test_the_secret_of_another_question_opens_nothing(qa, private):
    other = await qa.ask()
    refused = await qa.get(f"/questions/{private['code']}", headers=secret(other))
    assert refused.status == 404


async def test_a_bad_token_is_refused_not_taken_for_a_guest(qa, private):
    headers = {"Authorization": "Bearer abc.def.ghi", **secret(private)}
    assert (await qa.get(f"/questions/{private['code']}", headers=headers)).status == 401


@pytest.mark.parametrize("code", ["%00", "a%2Fb", "..%2F", "é", "0" * 41, "💡"])
async def test_strange_codes_are_not_found(qa, code):
    assert (await qa.get(f"/questions/{code}")).status in {404, 422}


async def test_a_code_may_be_typed_carelessly(qa, private):
    code = private["code"]
    typed = f"{code[:4].lower()}-{code[4:].lower()}".replace("0", "o").replace("1", "l")
    assert (await qa.get(f"/questions/{typed}", headers=secret(private))).status == 200


@pytest.mark.parametrize("who", ["officer1", "officer2", "head1"])
async def test_the_lead_unit_sees_everything(qa, private, who):
    shown = await qa.get(f"/questions/{private['code']}", who)
    assert shown.body["contact"] == {**CONTACT, "phone": "+84912345678"}
    assert shown.body["draft"]["text"] == "Dự thảo chưa ai được xem."
    assert shown.body["draft"]["by"] == "Lê Thị Hồng"
    assert shown.body["assignee"] == "Lê Thị Hồng"
    assert shown.body["assignee_id"] == "officer1"
    assert shown.headers["ETag"] == f'"{shown.body["version"]}"'
    kinds = [entry["kind"] for entry in shown.body["timeline"]]
    assert kinds == ["asked", "received", "assigned", "drafted"]
    assert shown.body["timeline"][1]["actor"] == "Lê Thị Hồng"
    officers = {"assign", "draft", "submit", "publish", "return", "forward", "notes"}
    assert officers < set(shown.body["actions"])
    assert not {"receive", "approve", "information", "rating"} & set(shown.body["actions"])


@pytest.mark.parametrize("who", ["coordinator1", "leader1"])
async def test_who_oversees_reads_all_but_the_sender(qa, private, who):
    shown = await qa.get(f"/questions/{private['code']}", who)
    assert shown.status == 200
    assert shown.body["contact"] is None
    assert shown.body["draft"]["by"] == "Lê Thị Hồng"
    assert shown.body["actions"] == []
    assert "kin@example.com" not in str(shown.body)


async def test_what_the_province_itself_was_asked_the_coordinator_answers(qa):
    asked = await qa.ask(unit=PROVINCE, **CONTACT)
    shown = await qa.get(f"/questions/{asked['code']}", "coordinator1")
    assert shown.body["contact"]["email"] == "kin@example.com"
    assert {"receive", "assign", "draft", "publish"} < set(shown.body["actions"])
    assert "return" not in shown.body["actions"]


async def test_a_published_question_is_everybodys_without_the_sender(qa):
    asked = await qa.answered("citizen1", **CONTACT)
    shown = await qa.get(f"/questions/{asked['code']}")
    assert shown.body["is_published"]
    assert "bộ phận một cửa" in shown.body["answer"]["html"]
    assert [entry["kind"] for entry in shown.body["timeline"]] == [
        "asked", "received", "answered", "published"
    ]  # fmt: skip
    assert not any(name in str(shown.body) for name in NAMES)


async def test_an_answer_not_for_publication_is_the_askers_alone(qa):
    asked = await qa.answered(may_publish=False)
    assert (await qa.get(f"/questions/{asked['code']}")).status == 404
    shown = await qa.get(f"/questions/{asked['code']}", headers=secret(asked))
    assert shown.body["answer"]["published_at"] is None
    assert not shown.body["is_published"]


async def test_the_due_date_is_explained_day_by_day(qa, private):
    shown = await qa.get(f"/questions/{private['code']}", headers=secret(private))
    days = shown.body["due_days"]
    assert days[0]["kind"] == "event"
    assert [day["counted"] for day in days] == sorted(day["counted"] for day in days)
    assert days[-1]["counted"] == 15
    assert {day["kind"] for day in days} >= {"event", "counted", "weekend"}
    assert shown.body["due_at"].startswith(days[-1]["day"])
    assert "15 ngày làm việc" in shown.body["due_policy"]
    assert "15 working days" in shown.body["due_policy_en"]
    assert not shown.body["is_overdue"]


async def test_an_open_question_near_its_date_is_due_soon(qa):
    asked = await qa.ask()
    due_at = (await qa.stored(asked["code"])).due_at
    for moment, expected in (
        (due_at - timedelta(days=12), False), (due_at - timedelta(hours=1), True),
        (due_at + timedelta(hours=1), False),
    ):  # fmt: skip
        stored = await qa.stored(asked["code"])
        stored.due_soon_at += now() - moment
        stored.due_at += now() - moment
        await stored.replace()
        shown = await qa.get(f"/questions/{asked['code']}", headers=secret(asked))
        assert shown.body["is_due_soon"] is expected
        stored.due_soon_at -= now() - moment
        stored.due_at -= now() - moment
        await stored.replace()


async def test_who_may_not_see_the_sender_needs_no_key_to_their_address(qa):
    asked = await qa.answered(**CONTACT)
    stored = await qa.stored(asked["code"])
    stored.contact = "v1:lost-key:AAAA"
    await stored.replace()
    assert (await qa.get(f"/questions/{asked['code']}")).status == 200
    assert (await qa.get(f"/questions/{asked['code']}", headers=secret(asked))).status == 200


async def test_topics_are_listed_and_shown(qa):
    topics = (await qa.get("/topics")).body
    assert topics[0] == {
        "id": "ho-tich", "name": "Hộ tịch, chứng thực", "name_en": "Civil status and certification"
    }  # fmt: skip
    asked = await qa.ask(topic="ho-tich", unit=SCIENCE)
    shown = await qa.get(f"/questions/{asked['code']}", headers=secret(asked))
    assert shown.body["topic"]["name_en"] == "Civil status and certification"
