"""Wishes for a roll-up: the first at once, the others joined."""

import asyncio
from itertools import pairwise

from services.survey.figures.nudging import Paced


async def test_a_wish_after_a_quiet_while_is_granted_at_once():
    calls = []
    Paced(lambda: calls.append(1), 10).ask()
    assert calls == [1]


async def test_many_wishes_become_two_calls():
    calls = []
    paced = Paced(lambda: calls.append(asyncio.get_running_loop().time()), 0.1)
    for _ in range(100):
        paced.ask()
    assert len(calls) == 1
    await asyncio.sleep(0.25)
    assert len(calls) == 2
    assert calls[1] - calls[0] >= 0.1


async def test_a_lasting_crowd_is_served_at_its_pace():
    calls = []
    time = asyncio.get_running_loop().time
    paced = Paced(lambda: calls.append(time()), 0.05)
    while len(calls) < 6:
        paced.ask()
        await asyncio.sleep(0.01)
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(calls))


async def test_an_awaited_call_can_be_forgotten():
    calls = []
    paced = Paced(lambda: calls.append(1), 0.05)
    paced.ask()
    paced.ask()
    paced.cancel()
    await asyncio.sleep(0.1)
    assert calls == [1]
