"""Files wait for the scanner, go by what it says, and are not lost while it is away."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from services.qa.attachments.documents import AttachmentDocument
from services.qa.attachments.service import Sent, Visit, _keep
from services.qa.attachments.tasks import scan_attachments, sweep_uploads
from shared.clock import at, now
from shared.identity import Caller
from tests.services.qa.attachments import corpus
from tests.services.qa.attachments.files import asked_files

HARMFUL = corpus.pdf(b"(EICAR-STANDARD-ANTIVIRUS-TEST-FILE)")


@asynccontextmanager
async def scanner(answer=None):
    """Serve as clamd does; `answer` is said instead of a judgement."""
    seen: list[bytes] = []

    async def serve(reader, writer):
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            data += await reader.readexactly(size)
        seen.append(data)
        found = "stream: Eicar-Test FOUND" if b"EICAR" in data else "stream: OK"
        writer.write((answer or found).encode() + b"\0")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", seen


@pytest.fixture
def with_scanner(qa, monkeypatch):
    """Return what sets the address of the scanner."""

    def set_address(address: str) -> None:
        changed = qa.runtime.settings.model_copy(update={"scanner_address": address})
        monkeypatch.setattr(qa.runtime, "settings", changed)

    return set_address


async def test_a_file_waits_until_the_scanner_has_seen_it(qa, with_scanner):
    async with scanner() as (address, seen):
        with_scanner(address)
        files = await asked_files(qa)
        answered = await files.send()
        assert answered.body["state"] == "waiting"
        waiting = await files.fetch(answered.body["id"], **files.secret)
        assert (waiting.status, waiting.slug) == (409, "attachment-not-ready")
        await asyncio.gather(scan_attachments(qa.runtime), scan_attachments(qa.runtime))
        assert seen[0] == corpus.GOOD["pdf"]
        assert (await files.fetch(answered.body["id"], **files.secret)).body == seen[0]
    assert await files.happened() == ["asked", "attached"]


async def test_a_harmful_file_is_deleted_and_its_place_is_free(qa, with_scanner):
    async with scanner() as (address, _):
        with_scanner(address)
        files = await asked_files(qa)
        harmful = await files.sent(HARMFUL)
        await asyncio.gather(scan_attachments(qa.runtime), scan_attachments(qa.runtime))
        gone = await files.fetch(harmful, **files.secret)
        assert (gone.status, gone.slug) == (410, "attachment-harmful")
        assert await qa.count("file_pieces") == 0
        assert await files.happened() == ["asked", "attached", "attachment_refused"]
        assert (await files.send(HARMFUL)).body["state"] == "refused"
        sent = [await files.send(corpus.pdf(b"(%d)" % n)) for n in range(5)]
        assert {answered.status for answered in sent} == {201}


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", None])
async def test_a_scanner_that_is_away_or_cannot_say_is_asked_again(qa, with_scanner, answer):
    async with scanner(answer) as (address, _):
        with_scanner(address if answer else "127.0.0.1:9")
        files = await asked_files(qa)
        attachment = await files.sent()
        await scan_attachments(qa.runtime)
    held = await AttachmentDocument.get(attachment)
    assert (held.state, held.scan_attempts) == ("waiting", 1)
    assert held.scan_at > now()
    async with scanner() as (address, seen):
        with_scanner(address)
        await scan_attachments(qa.runtime)
        assert not seen
        with at(now() + timedelta(minutes=1)):
            await scan_attachments(qa.runtime)
        assert seen
    assert (await AttachmentDocument.get(attachment)).state == "ready"


async def test_files_do_not_wait_for_a_scanner_that_was_taken_away(qa, with_scanner):
    with_scanner("127.0.0.1:9")
    files = await asked_files(qa)
    attachment = await files.sent()
    with_scanner("")
    await scan_attachments(qa.runtime)
    assert (await files.fetch(attachment, **files.secret)).status == 200


async def test_what_a_broken_upload_left_is_nobodys_and_swept_away(qa):
    files = await asked_files(qa)
    kept = await files.sent(corpus.GOOD["docx"])
    question = await qa.stored(files.asked["code"])
    sent = Sent("a.pdf", corpus.GOOD["pdf"])
    visit = Visit(qa.runtime, Caller(), question.code, files.asked["secret"])
    broken = await _keep(visit, question.id, sent, await qa.runtime.files.check(sent.data))
    assert (await files.fetch(broken.id, **files.secret)).status == 404
    await sweep_uploads(qa.runtime)
    assert await qa.count("attachments") == 2
    with at(now() + timedelta(hours=2)):
        await sweep_uploads(qa.runtime)
    assert await qa.count("attachments") == await qa.count("file_pieces") == 1
    assert (await files.fetch(kept, **files.secret)).status == 200
