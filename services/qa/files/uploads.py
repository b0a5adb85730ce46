"""A file as the body of a request."""

from fastapi import Request

from services.qa.files.storing import FileTooLarge


def refuse_large(request: Request, most_bytes: int) -> None:
    """Raise `FileTooLarge` when the announced length is over `most_bytes`."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most_bytes:
        raise FileTooLarge(limit_bytes=most_bytes)


async def read_body(request: Request, most_bytes: int) -> bytes:
    """Return the file in a request's body; raises `FileTooLarge` as soon as that is known."""
    refuse_large(request, most_bytes)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most_bytes:
            raise FileTooLarge(limit_bytes=most_bytes)
    return bytes(data)
