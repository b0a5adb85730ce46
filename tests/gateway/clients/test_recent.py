"""An answer many wait for is fetched once."""

import asyncio

import pytest

from gateway.clients.recent import Recent


class Source:
    def __init__(self) -> None:
        self.calls = 0
        self.fails = False

    async def fetch(self) -> list[int]:
        self.calls += 1
        await asyncio.sleep(0.01)
        if self.fails:
            raise ConnectionError
        return [self.calls]


async def test_many_wait_for_one_call() -> None:
    source, recent = Source(), Recent[list[int]](60)
    found = await asyncio.gather(*(recent.get(source.fetch) for _ in range(10)))
    assert found == [[1]] * 10
    assert await recent.get(source.fetch) == [1]
    assert source.calls == 1


async def test_it_is_fetched_anew_in_time_and_the_old_one_serves_on() -> None:
    source, recent = Source(), Recent[list[int]](0.05)
    await recent.get(source.fetch)
    await asyncio.sleep(0.06)
    assert await recent.get(source.fetch) == [2]
    source.fails = True
    await asyncio.sleep(0.06)
    assert await recent.get(source.fetch) == [2]


async def test_a_failure_is_told_to_all_and_not_kept() -> None:
    source, recent = Source(), Recent[list[int]](60)
    source.fails = True
    found = await asyncio.gather(
        *(recent.get(source.fetch) for _ in range(3)), return_exceptions=True
    )
    assert [type(error) for error in found] == [ConnectionError] * 3
    assert source.calls == 1
    source.fails = False
    assert await recent.get(source.fetch) == [2]


async def test_one_who_leaves_does_not_stop_the_others() -> None:
    source, recent = Source(), Recent[list[int]](60)
    first = asyncio.create_task(recent.get(source.fetch))
    second = asyncio.create_task(recent.get(source.fetch))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == [1]
    with pytest.raises(asyncio.CancelledError):
        await first
