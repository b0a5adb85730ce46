"""Files sent with a question: how they go up, come down and become public.

`POST /questions/{code}/attachments` takes the file itself as the body, with `X-File-Name` (its
name, percent-encoded UTF-8), by the sender (`X-Tracking-Secret` or signed in as the owner) or by a
responder of the lead unit; the answer, 201, is an `AttachmentOut`. What the file is, its content
says: `Content-Type` is not believed. The same file again answers with the first one.

`GET …/attachments/{id}` streams it for saving; `DELETE …/attachments/{id}`, by whoever sent it and
before the answer, takes it back (204).
"""

from pydantic import StrictBool

from shared.contracts.qa.base import Form

FILE_NAME_HEADER = "X-File-Name"
"""The name of the file in the body, percent-encoded UTF-8."""

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What may be sent, by the ending its name gets."""


class PublishAttachment(Form):
    """`POST …/attachments/{id}/publish`, by a responder: show it beside the published answer.

    Only the unit's own files; `is_public` false takes it off the public page again. The answer is
    the `AttachmentOut`.
    """

    is_public: StrictBool = True
