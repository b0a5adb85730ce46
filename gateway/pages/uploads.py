"""Files sent with a form, and what may be wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from gateway.pages.forms import Fault
from gateway.translations import mark

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
"""Of one form, so that a question with its files stays below `max_upload_bytes`."""
ACCEPTED = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"
FILE_MESSAGES = {
    "too_many_files": mark("Mỗi lần gửi nhiều nhất %(most)s tệp. Hãy chọn lại."),
    "files_too_large": mark("Các tệp cộng lại quá lớn: mỗi lần gửi nhiều nhất %(size)s MB."),
    "file_empty": mark("Tệp “%(name)s” không có gì bên trong."),
    "no_file": mark("Hãy chọn ít nhất một tệp."),
}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came, its name as the browser told it."""

    name: str
    content: bytes


async def read_form_with_files(
    request: Request, *names: str
) -> tuple[dict[str, str], list[SentFile]]:
    """Return what was typed for these fields and the files chosen in `files`."""
    async with request.form(max_files=20, max_fields=50, max_part_size=256 * 1024) as form:
        typed = {name: form.get(name, "") for name in names}
        # A browser sends an empty, nameless file when none was chosen.
        chosen = [sent for sent in form.getlist("files") if isinstance(sent, UploadFile)]
        files = [
            SentFile(sent.filename[-255:], await sent.read()) for sent in chosen if sent.filename
        ]
    values = {name: text if isinstance(text, str) else "" for name, text in typed.items()}
    return values, files


def check_files(files: Sequence[SentFile]) -> list[Fault]:
    """Return what is plainly wrong with the files; the service looks inside them."""
    if len(files) > MOST_FILES:
        return [Fault("files", "too_many_files", {"most": MOST_FILES})]
    if sum(len(file.content) for file in files) > MOST_BYTES:
        return [Fault("files", "files_too_large", {"size": MOST_BYTES // 1024 // 1024})]
    return [Fault("files", "file_empty", {"name": file.name}) for file in files if not file.content]
