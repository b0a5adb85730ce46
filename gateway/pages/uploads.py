"""Files sent with a form, and what may be wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from gateway.pages.forms import Fault
from gateway.translations import mark

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
"""Of all files of one form; larger ones are refused with everything typed still there."""
ACCEPTED = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"
FILE_MESSAGES = {
    "too_many_files": mark("Mỗi lần gửi nhiều nhất %(most)s tệp. Hãy chọn lại."),
    "files_too_large": mark("Các tệp cộng lại quá lớn: mỗi lần gửi nhiều nhất %(size)s MB."),
    "file_empty": mark("Tệp “%(name)s” không có gì bên trong."),
    "no_file": mark("Hãy chọn ít nhất một tệp."),
}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came, its name as the browser told it; one not to be used has no content."""

    name: str
    content: bytes
    size: int


async def read_form_with_files(
    request: Request, *names: str, most_bytes: int = MOST_BYTES
) -> tuple[dict[str, str], list[SentFile]]:
    """Return what was typed for these fields and the files chosen in `files`.

    Files that are too large together are named and never read into memory.
    """
    async with request.form(max_files=20, max_fields=50, max_part_size=256 * 1024) as form:
        typed = {name: form.get(name, "") for name in names}
        # A browser sends an empty, nameless file when none was chosen.
        files = [sent for sent in form.getlist("files") if isinstance(sent, UploadFile)]
        chosen = [(sent, name[-255:], sent.size or 0) for sent in files if (name := sent.filename)]
        is_usable = sum(size for _, _, size in chosen) <= most_bytes
        found = [
            SentFile(name, await sent.read() if is_usable else b"", size)
            for sent, name, size in chosen
        ]
    values = {name: text if isinstance(text, str) else "" for name, text in typed.items()}
    return values, found


def check_files(files: Sequence[SentFile], most_bytes: int = MOST_BYTES) -> list[Fault]:
    """Return what is plainly wrong with the files; the service looks inside them."""
    if len(files) > MOST_FILES:
        return [Fault("files", "too_many_files", {"most": MOST_FILES})]
    if sum(file.size for file in files) > most_bytes:
        return [Fault("files", "files_too_large", {"size": most_bytes // 1024 // 1024})]
    return [Fault("files", "file_empty", {"name": file.name}) for file in files if not file.size]
