"""Files of questions over HTTP: the body of an upload and of a download is the file itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from services.qa.attachments import service
from services.qa.attachments.names import disposition
from services.qa.attachments.queries import attachment_out
from services.qa.attachments.service import Sent, Visit
from services.qa.deps import Code, Qa, Secret
from services.qa.files import storing
from services.qa.files.uploads import read_body
from shared.contracts.qa.attachments import FILE_NAME_HEADER, PublishAttachment
from shared.contracts.qa.parts import AttachmentOut
from shared.identity import AnyCaller

router = APIRouter(prefix="/questions/{code}/attachments", tags=["attachments"])

_DOWNLOAD = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


async def _visit(qa: Qa, caller: AnyCaller, code: Code, secret: Secret = None) -> Visit:
    return Visit(qa, caller, code, secret)


Visiting = Annotated[Visit, Depends(_visit)]
FileName = Annotated[str, Header(alias=FILE_NAME_HEADER, max_length=2_000)]
AttachmentId = Annotated[str, Path(max_length=64)]


@router.post(
    "", status_code=201, openapi_extra={"requestBody": {"required": True, "content": _FILE}}
)
async def add_attachment(
    visit: Visiting, request: Request, response: Response, name: FileName = ""
) -> AttachmentOut:
    """Send a file with a question, as its sender or as its unit."""
    await service.may_send(visit)
    data = await read_body(request, visit.qa.settings.attachment_max_bytes)
    added = await service.add_attachment(visit, Sent(name, data))
    response.headers["Cache-Control"] = "no-store"
    return attachment_out(added, visit.qa.cipher)


@router.get("/{attachment}", response_class=StreamingResponse, responses={200: {"content": _FILE}})
async def download_attachment(visit: Visiting, attachment: AttachmentId) -> StreamingResponse:
    """Stream a file, to be saved and never shown in place."""
    found, is_public = await service.open_attachment(visit, attachment)
    cipher = visit.qa.cipher
    headers = _DOWNLOAD | {
        "Content-Length": str(found.bytes),
        "Content-Disposition": disposition(found.name(cipher)),
        "Cache-Control": "public, max-age=60" if is_public else "private, no-store",
    }
    parts = storing.read(cipher, found.id, found.pieces)
    return StreamingResponse(parts, media_type=found.media_type, headers=headers)


@router.delete("/{attachment}", status_code=204)
async def remove_attachment(visit: Visiting, attachment: AttachmentId) -> None:
    """Take a file back before the answer."""
    await service.remove_attachment(visit.qa.mongo, visit, attachment)


@router.post("/{attachment}/publish")
async def publish_attachment(
    visit: Visiting, attachment: AttachmentId, form: PublishAttachment
) -> AttachmentOut:
    """Show a file of the unit beside the published answer, or no longer."""
    published = await service.publish_attachment(
        visit.qa.mongo, visit, attachment, is_public=form.is_public
    )
    return attachment_out(published, visit.qa.cipher)
