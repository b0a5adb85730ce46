"""Files of a question in the console: adding, saving and showing the unit's own to everybody."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response, StreamingResponse

from gateway.clients import ServiceProblem
from gateway.pages.console.question_page import CurrentPage
from gateway.pages.deps import Follower, Responder
from gateway.pages.forms import Fault, faults_of
from gateway.pages.uploads import check_files, read_form_with_files
from shared.contracts.qa.attachments import PublishAttachment

router = APIRouter(include_in_schema=False)

_PASSED_ON = (
    "Content-Type", "Content-Length", "Content-Disposition", "X-Content-Type-Options",
    "Content-Security-Policy",
)  # fmt: skip


@router.post("/can-bo/{code}/tep-dinh-kem")
async def attach_files(request: Request, _visitor: Responder, page: CurrentPage) -> Response:
    """Add files of the unit; those before a refused one stay added."""
    _, files = await read_form_with_files(request)
    faults = check_files(files) if files else [Fault("files", "no_file")]
    if faults:
        return await page.show(faults=faults, status=422)
    for file in files:
        try:
            await page.qa.attach_file(page.code, file.name, file.content)
        except ServiceProblem as problem:
            return await page.show(faults=_about_file(problem), status=problem.status)
    return page.back("tep-dinh-kem")


def _about_file(problem: ServiceProblem) -> list[Fault]:
    return [Fault("", problem.slug) if not fault.code else fault for fault in faults_of(problem)]


@router.get("/can-bo/{code}/tep/{file}")
async def open_file(file: str, _visitor: Follower, page: CurrentPage) -> StreamingResponse:
    """Pass a file on for saving."""
    download = await page.qa.open_attachment(page.code, file)
    headers = {"Cache-Control": "private, no-store", **download.headers(*_PASSED_ON)}
    return StreamingResponse(download.chunks(), headers=headers)


@router.post("/can-bo/{code}/tep/{file}/cong-khai")
async def publish_file(
    file: str,
    _visitor: Responder,
    page: CurrentPage,
    is_public: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Show one of the unit's files beside the published answer, or take it off."""
    body = PublishAttachment(is_public=is_public == "on")
    await page.qa.publish_attachment(page.code, file, body)
    return page.back("cong-khai-tep")
