"""Files of questions over HTTP: sent, fetched, taken back, made public; and by whom."""

import asyncio
import hashlib

import pytest

from services.qa.attachments.documents import AttachmentDocument
from services.qa.files.storing import PIECE_BYTES
from tests.services.qa.attachments import corpus
from tests.services.qa.attachments.files import asked_files

pytestmark = pytest.mark.usefixtures("qa")


@pytest.mark.parametrize("kind", sorted(corpus.GOOD))
async def test_a_file_comes_back_as_it_was_kept(qa, kind):
    files = await asked_files(qa)
    answered = await files.send(corpus.GOOD[kind], name=f"giấy tờ.{kind}")
    assert answered.status == 201, answered.body
    told = answered.body
    assert (told["name"], told["by"], told["state"]) == (f"giấy tờ.{kind}", "sender", "ready")
    fetched = await files.fetch(told["id"], **files.secret)
    assert fetched.status == 200
    assert len(fetched.body) == told["bytes"]
    if kind not in {"jpg", "png"}:
        assert fetched.body == corpus.GOOD[kind]
    assert await files.happened() == ["asked", "attached"]


async def test_who_works_for_a_unit_and_asks_is_not_named_by_their_file(qa):
    asked = await qa.ask("officer3")
    path = f"/questions/{asked['code']}/attachments"
    sent = await qa.call("POST", path, "officer3", data=corpus.GOOD["pdf"])
    assert sent.status == 201, sent.body
    for who in ("officer1", "leader1"):
        shown = (await qa.get(f"/questions/{asked['code']}", who)).body
        assert [entry["actor"] for entry in shown["timeline"]] == ["", ""]
        assert "Phạm Quốc Bảo" not in str(shown)


async def test_a_download_is_saved_and_never_shown(qa):
    files = await asked_files(qa)
    fetched = await files.fetch(await files.sent(), **files.secret)
    assert fetched.headers["Content-Disposition"] == (
        "attachment; filename=\"don.pdf\"; filename*=UTF-8''%C4%91%C6%A1n.pdf"
    )
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert fetched.headers["Cache-Control"] == "private, no-store"
    assert int(fetched.headers["Content-Length"]) == len(fetched.body)


async def test_large_files_come_in_pieces_and_nothing_of_them_lies_open(qa):
    files = await asked_files(qa)
    words = b"So can cuoc 000123456789. " * 100_000
    data = corpus.pdf(words)
    attachment = await files.sent(data)
    pieces = await qa.runtime.mongo.database["file_pieces"].find({}).to_list()
    assert len(pieces) == -(-len(data) // PIECE_BYTES)
    assert all(len(row["sealed"]) < 1024 * 1024 for row in pieces)
    assert not any(b"000123456789" in row["sealed"] or b"%PDF" in row["sealed"] for row in pieces)
    [row] = await qa.runtime.mongo.database["attachments"].find({}).to_list()
    assert "đơn" not in str(row)
    assert row["sha256"] == hashlib.sha256(data).hexdigest()
    assert (await files.fetch(attachment, **files.secret)).body == data


@pytest.mark.parametrize("name", ["macros by name", "a JPEG cut off", "a program"])
async def test_a_refused_file_changes_nothing(qa, name):
    files = await asked_files(qa)
    data, reason = corpus.BAD[name]
    refused = await files.send(data)
    assert (refused.status, refused.slug) == (415, "file-refused")
    assert refused.body["reason"] == reason
    assert await qa.count("attachments") == await qa.count("file_pieces") == 0
    assert await files.happened() == ["asked"]


async def test_a_file_that_is_too_large_is_refused_while_it_comes(qa):
    files = await asked_files(qa)
    most = qa.runtime.settings.attachment_max_bytes

    async def endless():
        for _ in range(most // 65_536 + 1_000):
            yield bytes(65_536)

    announced = await files.send(bytes(most + 1))
    unannounced = await files.send(endless())
    for refused in (announced, unannounced):
        assert (refused.status, refused.slug) == (413, "file-too-large")
        assert refused.body["limit_bytes"] == most
    assert await qa.count("attachments") == 0


async def test_the_same_file_again_is_the_first_one(qa):
    files = await asked_files(qa)
    sent = await asyncio.gather(*(files.send(name=f"{n}.pdf") for n in range(3)))
    assert {answered.status for answered in sent} == {201}
    assert len({answered.body["id"] for answered in sent}) == 1
    assert await qa.count("attachments") == await qa.count("file_pieces") == 1
    assert await files.happened() == ["asked", "attached"]
    by_unit = await files.send(who="officer1")
    assert by_unit.body["id"] != sent[0].body["id"]


async def test_each_side_has_its_limit(qa):
    files = await asked_files(qa)
    sent = [await files.send(corpus.pdf(b"(%d)" % n)) for n in range(6)]
    assert [answered.status for answered in sent] == [201] * 5 + [409]
    assert (sent[-1].slug, sent[-1].body["limit"]) == ("too-many-attachments", 5)
    assert (await files.send(corpus.pdf(b"(0)"))).status == 201  # one that is there already
    assert (await files.send(who="officer1")).status == 201


async def test_many_at_once_keep_the_limit(qa):
    files = await asked_files(qa)
    sent = await asyncio.gather(*(files.send(corpus.pdf(b"(%d)" % n)) for n in range(8)))
    assert sorted(answered.status for answered in sent) == [201] * 5 + [409] * 3
    assert await qa.count("attachments") == await qa.count("file_pieces") == 5


async def test_who_may_send(qa):
    files = await asked_files(qa, "citizen1")
    wrong = {"X-Tracking-Secret": "wrong"}
    stranger = await qa.call("POST", files.path, data=corpus.GOOD["pdf"], headers=wrong)
    assert (stranger.status, stranger.slug) == (404, "question-not-found")
    assert (await files.send(who="officer3")).status == 404
    assert (await files.send(who="leader1")).status == 403
    assert (await files.send(who="citizen1")).body["by"] == "sender"
    assert (await files.send(who="officer1")).body["by"] == "responder"


async def test_nothing_is_added_to_a_closed_question(qa):
    files = await asked_files(qa)
    question = await qa.stored(files.asked["code"])
    question.status = "withdrawn"
    await question.replace()
    refused = await files.send()
    assert (refused.status, refused.slug) == (409, "attachments-closed")


async def test_who_may_fetch_what_the_sender_sent(qa):
    files = await asked_files(qa, "citizen1")
    attachment = await files.sent()
    for who, status in (
        ("citizen1", 200), ("officer1", 200), ("head1", 200),
        ("leader1", 404), ("coordinator1", 404), ("officer3", 404), ("citizen2", 404), (None, 404),
    ):  # fmt: skip
        assert (await files.fetch(attachment, who)).status == status, who
    await qa.act(files.asked["code"], "publish", "officer1", {"text": "Đã trả lời ông/bà."})
    assert (await files.fetch(attachment)).slug == "attachment-not-found"


async def test_the_units_files_reach_the_sender_with_the_answer_and_all_when_made_public(qa):
    files = await asked_files(qa)
    attachment = await files.sent(who="officer1")
    assert (await files.fetch(attachment, **files.secret)).status == 404
    assert (await files.fetch(attachment, "leader1")).status == 200
    assert (await files.publish(attachment)).body["is_public"] is True
    assert (await files.fetch(attachment)).status == 404
    await qa.act(files.asked["code"], "publish", "officer1", {"text": "Đã trả lời ông/bà."})
    fetched = await files.fetch(attachment)
    assert fetched.status == 200
    assert fetched.headers["Cache-Control"] == "public, max-age=60"
    await files.publish(attachment, public=False)
    assert (await files.fetch(attachment)).status == 404
    assert (await files.fetch(attachment, **files.secret)).status == 200
    happened = await files.happened()
    assert happened.count("attachment_published") == happened.count("attachment_hidden") == 1


async def test_only_the_unit_makes_public_and_only_its_own_files(qa):
    files = await asked_files(qa, "citizen1")
    own, theirs = await files.sent(), await files.sent(who="officer1")
    assert (await files.publish(own)).slug == "attachment-stays-private"
    assert (await files.publish(theirs, "leader1")).status == 403
    assert (await files.publish(own, "citizen1")).status == 403
    assert await qa.count("attachments", is_public=True) == 0


async def test_a_file_is_taken_back_by_its_side_and_before_the_answer(qa):
    files = await asked_files(qa)
    own, theirs = await files.sent(), await files.sent(who="officer1")
    assert (await files.remove(own, "officer1")).slug == "attachment-not-yours"
    assert (await files.remove(theirs)).status == 404
    assert (await files.remove(own)).status == 204
    assert (await files.remove(own)).status == 404
    assert await qa.count("attachments") == await qa.count("file_pieces") == 1
    await qa.act(files.asked["code"], "publish", "officer1", {"text": "Đã trả lời ông/bà."})
    assert (await files.remove(theirs, "officer1")).slug == "attachment-kept"
    assert (await files.happened())[:4] == ["asked", "attached", "attached", "detached"]


async def test_a_file_belongs_to_its_question(qa):
    files, other = await asked_files(qa), await asked_files(qa)
    attachment = await files.sent()
    assert (await other.fetch(attachment, **other.secret)).slug == "attachment-not-found"
    assert (await other.remove(attachment)).status == 404


async def test_an_altered_piece_is_never_passed_on(qa):
    files = await asked_files(qa)
    attachment = await files.sent()
    pieces = qa.runtime.mongo.database["file_pieces"]
    row = await pieces.find_one({})
    altered = row["sealed"][:-1] + bytes([row["sealed"][-1] ^ 1])
    await pieces.replace_one({"_id": row["_id"]}, {**row, "sealed": altered})
    with pytest.raises(Exception, match=r"(?i)payload|disconnect|closed"):
        await files.fetch(attachment, **files.secret)
    assert (await AttachmentDocument.get(attachment)).state == "ready"
