"""Asking a clamd whether a file is harmful, by its INSTREAM command over TCP."""

import asyncio
from collections.abc import AsyncIterable

_STEP = 64 * 1024


class ScannerAway(Exception):
    """The scanner cannot be reached, or does not say whether the file is harmful."""


async def is_harmful(address: str, parts: AsyncIterable[bytes], seconds: float) -> bool:
    """Say whether the scanner finds harm in a file; raises `ScannerAway`."""
    host, _, port = address.rpartition(":")
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                said = await _ask(reader, writer, parts)
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise ScannerAway(type(error).__name__) from error
    if said.endswith(" FOUND"):
        return True
    if said.endswith(": OK"):
        return False
    raise ScannerAway(said[:100])


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, parts: AsyncIterable[bytes]
) -> str:
    writer.write(b"zINSTREAM\0")
    async for part in parts:
        for begin in range(0, len(part), _STEP):
            piece = part[begin : begin + _STEP]
            writer.write(len(piece).to_bytes(4, "big") + piece)
            await writer.drain()
    writer.write(bytes(4))
    await writer.drain()
    return (await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace").strip()
