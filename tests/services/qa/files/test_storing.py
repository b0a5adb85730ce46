"""Files at rest: whole when read back, nothing left of one that broke off."""

import os

import pytest

from services.qa.files import storing
from services.qa.files.documents import PieceDocument
from shared.cipher import CannotOpen
from shared.ids import new_id

pytestmark = pytest.mark.usefixtures("qa")


async def parts(*sizes, fails=False):
    for size in sizes:
        yield os.urandom(size)
    if fails:
        raise ConnectionError


@pytest.mark.parametrize("size", [0, 1, storing.PIECE_BYTES, storing.PIECE_BYTES * 2 + 7])
async def test_a_file_comes_back_whole(qa, size):
    cipher, file_id, data = qa.runtime.cipher, new_id(), os.urandom(size)
    stored = await storing.store_bytes(cipher, file_id, data)
    assert stored.pieces == await qa.count("file_pieces") == -(-size // storing.PIECE_BYTES)
    assert await storing.read_whole(cipher, file_id, stored.pieces) == data
    await storing.forget(file_id, stored.pieces)
    assert await qa.count("file_pieces") == 0


async def test_nothing_stays_of_a_file_that_broke_off_or_is_too_large(qa):
    cipher = qa.runtime.cipher
    with pytest.raises(ConnectionError):
        await storing.store(cipher, new_id(), parts(storing.PIECE_BYTES * 2, fails=True), 10**9)
    with pytest.raises(storing.FileTooLarge):
        await storing.store(cipher, new_id(), parts(600_000, 600_000), 1_000_000)
    assert await qa.count("file_pieces") == 0


async def test_pieces_do_not_change_places(qa):
    cipher, file_id = qa.runtime.cipher, new_id()
    await storing.store_bytes(cipher, file_id, os.urandom(storing.PIECE_BYTES * 2))
    first = await PieceDocument.get(f"{file_id}:00000")
    second = await PieceDocument.get(f"{file_id}:00001")
    second.sealed = first.sealed
    await second.replace()
    with pytest.raises(CannotOpen):
        await storing.read_whole(cipher, file_id, 2)


async def test_a_missing_piece_is_noticed(qa):
    cipher, file_id = qa.runtime.cipher, new_id()
    await storing.store_bytes(cipher, file_id, os.urandom(10))
    with pytest.raises(storing.FileIncomplete):
        await storing.read_whole(cipher, file_id, 2)
