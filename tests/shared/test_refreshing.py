"""Values kept for some seconds: read once for all, read again later, never kept after a failure."""

import asyncio

import pytest

from shared.refreshing import Refreshed


class Source:
    """Counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0
        self.fails = False

    async def read(self) -> int:
        self.reads += 1
        await asyncio.sleep(0.01)
        if self.fails:
            raise ConnectionError
        return self.reads


async def test_readers_at_one_moment_share_a_reading():
    source = Source()
    value = Refreshed(source.read, 10)
    assert await asyncio.gather(*(value.get() for _ in range(20))) == [1] * 20
    assert source.reads == 1


async def test_an_old_value_is_read_again():
    value = Refreshed(Source().read, 60)
    assert [await value.get(), await value.get()] == [1, 1]
    read_at, held = value._held
    value._held = (read_at - 60, held)
    assert await value.get() == 2


async def test_a_forgotten_value_is_read_again():
    value = Refreshed(Source().read, 10)
    await value.get()
    value.forget()
    assert await value.get() == 2


async def test_what_was_being_read_while_it_was_forgotten_is_not_kept():
    value = Refreshed(Source().read, 60)
    reading = asyncio.create_task(value.get())
    await asyncio.sleep(0)
    value.forget()
    assert [await reading, await value.get()] == [1, 2]


async def test_a_failure_is_told_and_not_kept():
    source = Source()
    value = Refreshed(source.read, 10)
    source.fails = True
    with pytest.raises(ConnectionError):
        await value.get()
    source.fails = False
    assert await value.get() == 2


async def test_nothing_found_is_a_value_too():
    reads = []

    async def read() -> None:
        reads.append(1)

    value = Refreshed(read, 10)
    assert [await value.get(), await value.get()] == [None, None]
    assert len(reads) == 1
