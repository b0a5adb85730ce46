"""Files of a question: sent by its sender, fetched by whoever may see them.

Each file has its own outcome; one that is refused never takes the question or another file with it.
The secret of the question stands in the visitor's cookie, so files come through here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from gateway.clients import QaClient, ServiceDown, ServiceProblem
from gateway.pages.citizen.tracked import remembered_secret
from gateway.pages.deps import PageMaker
from gateway.pages.problem_texts import explain
from gateway.pages.uploads import SentFile
from gateway.translations import mark
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

REASONS = {
    "empty": mark("tệp không có gì bên trong"),
    "unknown_type": mark("không phải tệp JPG, PNG, PDF, DOCX hay XLSX"),
    "damaged": mark("tệp bị hỏng, không mở được"),
    "encrypted": mark("tệp có mật khẩu hoặc thuộc loại cũ (DOC, XLS)"),
    "active_content": mark("tệp có chứa chương trình hoặc liên kết tự chạy"),
    "too_large_inside": mark("tệp quá lớn khi mở ra"),
    "two_kinds": mark("không rõ tệp thuộc loại nào"),
    "harmful": mark("tệp có mã độc"),
}
_NOT_SENT = mark("hệ thống đang bận, hãy thử lại")
_PASSED_ON = ("Content-Type", "Content-Length", "Content-Disposition")


@dataclass(frozen=True, slots=True)
class UnsentFile:
    """A file that was not taken: which of those chosen, counted from one, and the key of why."""

    place: int
    slug: str


async def send_files(
    qa: QaClient, code: str, secret: str | None, files: Sequence[SentFile]
) -> list[UnsentFile]:
    """Send the files one after the other; returns those that were not taken."""
    unsent = []
    for place, file in enumerate(files, 1):
        try:
            await qa.attach_file(code, file.name, file.content, secret)
        except ServiceProblem as problem:
            unsent.append(UnsentFile(place, str(problem.extra.get("reason") or problem.slug)))
        except ServiceDown:
            unsent.append(UnsentFile(place, "unavailable"))
    return unsent


def describe_unsent(pages: PageMaker, told: Sequence[str]) -> list[str]:
    """Put files that were not taken into words; each is told as `place.slug`."""
    said = []
    for text in told[:20]:
        place, _, slug = text.partition(".")
        if not (place.isascii() and place.isdecimal() and len(place) < 3):
            continue
        params = {"place": int(place), "why": _why(pages, slug)}
        said.append(pages.say(mark("Tệp thứ %(place)s chưa gửi được: %(why)s."), **params))
    return said


def _why(pages: PageMaker, slug: str) -> str:
    if slug in REASONS:
        return pages.say(REASONS[slug])
    explained = explain(slug)
    title = pages.say(explained.title if explained else _NOT_SENT)
    return title[:1].lower() + title[1:]


@router.get("/hoi-dap/{code}/tep-dinh-kem/{attachment}")
async def download_attachment(code: str, attachment: str, request: Request, qa: Qa) -> Response:
    """Pass a file on, to be saved and never opened in place."""
    file = await qa.open_attachment(code, attachment, remembered_secret(request, code))
    headers = {"Content-Disposition": "attachment", **file.headers(*_PASSED_ON)}
    headers |= {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return StreamingResponse(file.chunks(), headers=headers)
