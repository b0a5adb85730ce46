"""Callers who come together are served together, each with their own result, none for another's."""

import asyncio

import pytest

from shared.problems import Unavailable
from shared.together import Together


class Server:
    """Doubles numbers, slowly; notes which came together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()

    async def work(self, numbers):
        self.groups.append(list(numbers))
        await self.gate.wait()
        if 13 in numbers:
            raise RuntimeError("13")
        return [ValueError(number) if number < 0 else number * 2 for number in numbers]


@pytest.fixture
def server():
    return Server()


async def calls(together, server, *numbers):
    """Call for each, the first one being served before the others come."""
    first = asyncio.create_task(together.do(numbers[0], server.work))
    await asyncio.sleep(0.005)
    others = [asyncio.create_task(together.do(one, server.work)) for one in numbers[1:]]
    await asyncio.sleep(0)
    server.gate.set()
    return await asyncio.gather(first, *others, return_exceptions=True)


async def test_the_first_is_served_at_once_those_who_follow_together(server):
    assert await calls(Together(), server, 1, 2, 3, 4) == [2, 4, 6, 8]
    assert server.groups == [[1], [2, 3, 4]]


async def test_no_group_is_larger_than_allowed(server):
    assert await calls(Together(2), server, 1, 2, 3, 4) == [2, 4, 6, 8]
    assert [len(group) for group in server.groups] == [1, 2, 1]


async def test_a_refusal_is_its_callers_alone(server):
    results = await calls(Together(), server, 1, -2, 3)
    assert results[0::2] == [2, 6]
    assert isinstance(results[1], ValueError)
    assert server.groups == [[1], [-2, 3]]


async def test_a_group_that_fails_is_tried_one_by_one(server):
    results = await calls(Together(), server, 1, 2, 13, 4)
    assert [results[0], results[1], results[3]] == [2, 4, 8]
    assert isinstance(results[2], RuntimeError)
    assert server.groups == [[1], [2, 13, 4], [2], [13], [4]]


async def test_what_befalls_all_is_tried_once(server):
    async def away(numbers):
        server.groups.append(list(numbers))
        await server.gate.wait()
        raise Unavailable

    server.work = away
    results = await calls(Together(), server, 1, 2, 3)
    assert [type(result) for result in results] == [Unavailable] * 3
    assert server.groups == [[1], [2, 3]]


async def test_a_caller_who_leaves_leaves_the_others_served(server):
    together = Together()
    leaving = asyncio.create_task(together.do(1, server.work))
    staying = asyncio.create_task(together.do(2, server.work))
    await asyncio.sleep(0.005)
    leaving.cancel()
    server.gate.set()
    assert await staying == 4
    assert await together.do(3, server.work) == 6


async def test_a_crowd_that_has_gone_holds_nobody_up_for_long(server):
    together = Together()
    await calls(together, server, *range(8))
    async with asyncio.timeout(0.5):
        for number in range(4):
            assert await together.do(number, server.work) == number * 2


async def test_when_the_work_is_cancelled_its_callers_are(server):
    together = Together()
    caller = asyncio.create_task(together.do(1, server.work))
    await asyncio.sleep(0.005)
    together._serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    server.gate.set()
    assert await together.do(2, server.work) == 4
