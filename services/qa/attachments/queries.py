"""Reading the files of a question."""

from services.qa.attachments.documents import AttachmentDocument
from services.qa.attachments.model import may_see
from services.qa.questions.model import Access, Question
from shared.cipher import Cipher
from shared.contracts.qa.parts import AttachmentOut


async def attachments_of(question: Question, seen: Access, cipher: Cipher) -> list[AttachmentOut]:
    """Return the files of a question that a caller with this access may know of, oldest first."""
    found = await AttachmentDocument.find({"question": question.id}).to_list()
    return [
        attachment_out(one, cipher)
        for one in sorted(found, key=lambda one: one.id)
        if one.state != "uploading" and may_see(question, seen, one.by, is_public=one.is_public)
    ]


def attachment_out(attachment: AttachmentDocument, cipher: Cipher) -> AttachmentOut:
    """Return a file as it crosses."""
    assert attachment.state != "uploading"  # noqa: S101 - nobody is told of those
    return AttachmentOut(
        id=attachment.id,
        name=attachment.name(cipher),
        media_type=attachment.media_type,
        bytes=attachment.bytes,
        at=attachment.at,
        by=attachment.by,
        is_public=attachment.is_public,
        state=attachment.state,
    )
