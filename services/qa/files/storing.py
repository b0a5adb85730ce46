"""Files at rest: cut into pieces, each sealed for its file and place, read piece by piece.

A piece moved to another file or place does not open; how many pieces there are, and the hash of
the whole, stand in the record that owns the file.
"""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from services.qa.files.documents import PieceDocument
from shared.cipher import Cipher
from shared.mongo import Transaction
from shared.problems import TooLarge

PIECE_BYTES = 512 * 1024


class FileTooLarge(TooLarge):
    """The file is larger than this address takes; `limit_bytes` says how large it may be."""

    slug, title = "file-too-large", "The file is too large"


class FileIncomplete(Exception):
    """A piece of a stored file is gone."""


@dataclass(frozen=True)
class Stored:
    """What a file's record keeps of it."""

    bytes: int
    pieces: int
    sha256: str


async def store(
    cipher: Cipher, file_id: str, parts: AsyncIterable[bytes], most_bytes: int
) -> Stored:
    """Seal and keep a file as it comes; on any error nothing of it stays.

    Raises `FileTooLarge` once more than `most_bytes` came.
    """
    whole, waiting, size, pieces = hashlib.sha256(), bytearray(), 0, 0
    try:
        async for part in parts:
            size += len(part)
            if size > most_bytes:
                raise FileTooLarge(limit_bytes=most_bytes)
            whole.update(part)
            waiting += part
            while len(waiting) >= PIECE_BYTES:
                await _keep(cipher, file_id, pieces, bytes(waiting[:PIECE_BYTES]))
                pieces += 1
                del waiting[:PIECE_BYTES]
        if waiting:
            await _keep(cipher, file_id, pieces, bytes(waiting))
            pieces += 1
    except BaseException:
        await forget(file_id, pieces + 1)
        raise
    return Stored(size, pieces, whole.hexdigest())


async def store_bytes(cipher: Cipher, file_id: str, clear: bytes) -> Stored:
    """Seal and keep a file that is in memory."""

    async def parts() -> AsyncIterator[bytes]:
        yield clear

    return await store(cipher, file_id, parts(), len(clear))


async def read(cipher: Cipher, file_id: str, pieces: int) -> AsyncIterator[bytes]:
    """Yield a file piece by piece; raises `FileIncomplete`, and `CannotOpen` for altered ones."""
    for number in range(pieces):
        piece_id = _id(file_id, number)
        found = await PieceDocument.get(piece_id)
        if found is None:
            raise FileIncomplete(piece_id)
        yield cipher.open_bytes(found.sealed, piece_context(piece_id))


async def read_whole(cipher: Cipher, file_id: str, pieces: int) -> bytes:
    """Return a file at once."""
    return b"".join([piece async for piece in read(cipher, file_id, pieces)])


async def forget(file_id: str, pieces: int, tx: Transaction | None = None) -> None:
    """Delete the pieces of a file, in a transaction if one is given."""
    collection = PieceDocument.get_pymongo_collection()
    session = tx.session if tx else None
    for number in range(pieces):
        await collection.delete_one({"_id": _id(file_id, number)}, session=session)


async def _keep(cipher: Cipher, file_id: str, number: int, clear: bytes) -> None:
    piece_id = _id(file_id, number)
    sealed = cipher.seal_bytes(clear, piece_context(piece_id))
    await PieceDocument(id=piece_id, sealed=sealed).insert()


def _id(file_id: str, number: int) -> str:
    return f"{file_id}:{number:05}"


def piece_context(piece_id: str) -> str:
    """Return what a piece is sealed for."""
    return f"file_pieces.sealed:{piece_id}"
