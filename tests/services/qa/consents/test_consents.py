"""Consents: word for word, never changed, taken back with effect at once."""

from datetime import date

from services.qa.consents.model import current_text, known_texts
from shared.ids import new_id
from tests.services.qa.support import RunningQa, question
from tests.support.tokens import bearer

CITIZEN = "citizen1"


async def consents(qa: RunningQa) -> list[dict[str, object]]:
    found = await qa.get("/consents", CITIZEN)
    assert found.status == 200, found.body
    return found.body["items"]


async def test_what_was_agreed_to_is_kept_by_the_hash_of_its_words(qa: RunningQa) -> None:
    [text] = (await qa.get("/consent-texts?language=en")).body
    asked = await qa.ask(CITIZEN, publish_text=text["hash"], language="en")
    await qa.ask(CITIZEN, may_publish=False)
    [consent] = await consents(qa)
    assert consent["code"] == asked["code"]
    assert consent["text"] == text
    assert consent["withdrawn_at"] is None
    rows = await qa.runtime.mongo.database["consents"].find().to_list()
    assert [(row["kind"], row["text_hash"]) for row in rows] == [("given", text["hash"])]


async def test_the_words_of_today_count_when_none_are_named(qa: RunningQa) -> None:
    await qa.ask(CITIZEN)
    [consent] = await consents(qa)
    assert consent["text"]["hash"] == current_text("publish", "vi", date(2026, 11, 22)).hash


async def test_nobody_agrees_to_what_was_never_asked(qa: RunningQa) -> None:
    body = {"publish_text": "0" * 64}
    headers = {"Idempotency-Key": new_id()}
    refused = await qa.post("/questions", question(**body), CITIZEN, headers=headers)
    assert (refused.status, refused.pointers) == (422, ["#/publish_text"])
    assert await qa.count("consents") == await qa.count("questions") == 0


async def test_taking_it_back_ends_publication_for_good(qa: RunningQa) -> None:
    asked = await qa.answered(CITIZEN)
    code = asked["code"]
    assert (await qa.get(f"/questions/{code}")).status == 200
    withdrawn = await qa.act(code, "consents/publish/withdraw", CITIZEN)
    assert withdrawn.status == 200, withdrawn.body
    assert (await qa.get(f"/questions/{code}")).status == 404
    own = (await qa.get(f"/questions/{code}", CITIZEN)).body
    assert (own["may_publish"], own["is_published"], own["status"]) == (False, False, "answered")
    assert own["timeline"][-1]["kind"] == "consent_withdrawn"
    [consent] = await consents(qa)
    assert consent["withdrawn_at"]
    again = await qa.act(code, "consents/publish/withdraw", CITIZEN)
    assert again.status == 200
    assert await qa.count("consents") == 2
    rows = await qa.runtime.mongo.database["consents"].find().sort("_id", 1).to_list()
    assert [row["kind"] for row in rows] == ["given", "withdrawn"]


async def test_a_recalled_answer_is_not_published_again_without_consent(qa: RunningQa) -> None:
    code = (await qa.answered(CITIZEN))["code"]
    recalled = await qa.act(code, "recall", "coordinator1", {"reason": "Cần xem lại nội dung"})
    assert recalled.status == 200, recalled.body
    await qa.act(code, "consents/publish/withdraw", CITIZEN)
    again = await qa.act(code, "republish", "coordinator1", {"reason": "Đã xem lại xong"})
    assert again.status == 409
    assert (await qa.get(f"/questions/{code}")).status == 404


async def test_a_guest_takes_it_back_with_the_secret_and_nobody_else_does(qa: RunningQa) -> None:
    asked = await qa.answered()
    path = f"/questions/{asked['code']}/consents/publish/withdraw"
    assert (await qa.post(path, {}, "citizen2")).status == 403
    assert (await qa.post(path, {}, "officer1")).status == 403
    secret = {"X-Tracking-Secret": asked["secret"]}
    assert (await qa.post(path, {}, headers=secret)).status == 200


async def test_ones_consents_need_a_proven_person(qa: RunningQa) -> None:
    assert (await qa.get("/consents")).status == 401
    weak = await qa.get("/consents", headers=bearer(CITIZEN, loa=1))
    assert (weak.status, weak.slug) == (403, "step-up-required")


def test_every_text_has_its_own_hash_in_both_languages() -> None:
    texts = known_texts()
    assert {text.language for text in texts.values()} == {"vi", "en"}
    assert all(digest == text.hash for digest, text in texts.items())
