"""All that qa keeps is sealed anew, files too."""

from services.qa.attachments.documents import AttachmentDocument
from services.qa.files import storing
from services.qa.questions import contacts
from services.qa.resealing.collections import COLLECTIONS
from shared.resealing import forget_progress, reseal_all
from tests.services.qa.attachments import corpus
from tests.services.qa.settings import DATA_KEYS
from tests.services.qa.support import RunningQa
from tests.support.keys import NEW, only_new, rotated, sealed_with


async def test_nothing_is_left_under_the_old_key_and_all_of_it_opens(qa: RunningQa) -> None:
    asked = await qa.ask("citizen1", name="Hồ Thị Khóa", email="khoa@thu.example")
    sent = await qa.call(
        "POST", f"/questions/{asked['code']}/attachments", "citizen1",
        data=corpus.GOOD["pdf"], headers={"X-File-Name": "a.pdf"},
    )  # fmt: skip
    assert sent.status == 201, sent.body
    hook = {"name": "LGSP", "url": "https://lgsp.example/hook", "kinds": ["question_asked"]}
    assert (await qa.post("/webhooks", hook, "admin1")).status == 201
    before = await sealed_with(qa.runtime.mongo, "test1")
    assert before == {
        "questions.contact", "attachments.sealed_name", "file_pieces.sealed",
        "directory_people.sealed_name", "directory_people.sealed_email", "webhooks.sealed_secret",
        "idempotency.answer",
    }  # fmt: skip
    marks = (await qa.stored(asked["code"])).changed_mark
    await forget_progress(qa.runtime.mongo)
    try:
        async for _ in reseal_all(qa.runtime.mongo, rotated(DATA_KEYS), COLLECTIONS):
            pass
        assert await sealed_with(qa.runtime.mongo, "test1") == set()
        question = await qa.stored(asked["code"])
        assert question.changed_mark == marks
        contact = contacts.unseal(question.contact, question.id, only_new())
        assert contact.email == "khoa@thu.example"
        [attachment] = await AttachmentDocument.find({"question": question.id}).to_list()
        assert attachment.name(only_new()) == "a.pdf"
        content = await storing.read_whole(only_new(), attachment.id, attachment.pieces)
        assert content == corpus.GOOD["pdf"]
    finally:
        await forget_progress(qa.runtime.mongo)
        back = rotated(NEW, DATA_KEYS)
        async for _ in reseal_all(qa.runtime.mongo, back, COLLECTIONS):
            pass
        await forget_progress(qa.runtime.mongo)
