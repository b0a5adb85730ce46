"""Checks of files in threads, few at a time: they take a core and much memory each."""

import asyncio

from services.qa.attachments.checks import Checked, kind_of
from services.qa.attachments.images import clean_image
from services.qa.attachments.packages import check_package
from services.qa.attachments.pdfs import check_pdf


def check(data: bytes, most_pixels: int) -> Checked:
    """Return a file as it will be kept; raises `FileRefused`."""
    kind = kind_of(data)
    if kind in {"jpg", "png"}:
        return Checked(kind, clean_image(data, kind, most_pixels))
    if kind == "pdf":
        check_pdf(data)
        return Checked(kind, data)
    return Checked(check_package(data), data)


class FileChecker:
    """Runs checks, so many at a time; one per process."""

    def __init__(self, most_pixels: int, at_once: int = 2) -> None:
        self._most_pixels = most_pixels
        self._free = asyncio.Semaphore(at_once)

    async def check(self, data: bytes) -> Checked:
        """Return a file as it will be kept; raises `FileRefused`."""
        async with self._free:
            return await asyncio.to_thread(check, data, self._most_pixels)
