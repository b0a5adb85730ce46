"""People who go on asking, rating and answering while things break, as careful clients do.

A write is sent again with the same key until it is acknowledged. What a fault may answer is 429,
502, 503, 504 or no answer at all; anything else is noted as odd.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial

import aiohttp

from dev.chaos.ledger import Asked, Ledger
from dev.people import Answered, Json, Person, key, question

UNIT = "so-tu-phap"
_PASSING = frozenset({429, 502, 503, 504})
_PAUSE_SECONDS = 0.25
_AWAY = (aiohttp.ClientError, TimeoutError, OSError)


class Crowd:
    """The people of one run; `stop` lets each finish what was begun."""

    def __init__(self, public_url: str, ledger: Ledger, seed: int) -> None:
        self._url = public_url
        self._ledger = ledger
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._begun = time.monotonic()
        self._stopped = asyncio.Event()
        self._open: asyncio.Queue[Asked] = asyncio.Queue()

    async def work(self, *, citizens: int, raters: int, officers: int) -> None:
        """Work until stopped; raises when somebody was not served within a minute after that."""
        async with asyncio.TaskGroup() as everybody:
            for number in range(citizens):
                everybody.create_task(self._ask(number))
            for number in range(raters):
                everybody.create_task(self._rate(number))
            for number in range(officers):
                everybody.create_task(self._answer(f"officer{number % 2 + 1}"))

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped.set()

    async def _ask(self, number: int) -> None:
        async with Person(self._url) as citizen:
            turn = 0
            while not self._stopped.is_set():
                turn += 1
                title = f"Câu hỏi {self._ledger.run} số {number}-{turn}"
                self._ledger.tried_titles.add(title)
                path, body = "/api/qa/v1/questions", question(title, UNIT)
                found = await self._until_done(partial(citizen.post, path, body, **key()))
                asked = Asked(found["code"], found["secret"], title)
                self._ledger.asked[title] = asked
                if turn % 2:
                    self._open.put_nowait(asked)
                await asyncio.sleep(self._random.uniform(0.2, 0.8))

    async def _rate(self, number: int) -> None:
        async with Person(self._url) as rater:
            turn = 0
            while not self._stopped.is_set():
                turn += 1
                words = f"Góp ý {self._ledger.run} số {number}-{turn}"
                self._ledger.tried_ratings.add(words)
                path = "/api/survey/v1/responses"
                body = {"portal": "demo", "ratings": {"quality": "good"}, "other": words}
                found = await self._until_done(partial(rater.post, path, body, **key()))
                self._ledger.rated[words] = found["id"]
                await asyncio.sleep(self._random.uniform(0.1, 0.4))

    async def _answer(self, who: str) -> None:
        async with Person(self._url) as officer, Person(self._url) as sender:
            await self._until_done(partial(_signed_in, officer, who))
            while not (self._stopped.is_set() and self._open.empty()):
                try:
                    asked = await asyncio.wait_for(self._open.get(), 0.5)
                except TimeoutError:
                    continue
                text = f"Trả lời {asked.title}: mời ông/bà đến bộ phận một cửa."
                await self._until_done(partial(_publish, officer, who, asked, text))
                self._ledger.answered[asked.code] = text
                level = self._random.choice(["satisfied", "acceptable", "dissatisfied"])
                await self._until_done(partial(_grade, sender, asked, level))
                self._ledger.levels[asked.code] = level

    async def _until_done(self, call: Callable[[], Awaitable[Json]]) -> Json:
        """Call until it is done; who is not served within a minute after the stop gives up."""
        last = ""
        while not self._is_late():
            second = int(time.monotonic() - self._begun)
            try:
                found = await call()
            except Answered as refusal:
                last = str(refusal)
                self._ledger.outcomes[second, str(refusal.status)] += 1
                if refusal.status not in _PASSING:
                    self._ledger.odd.append(last)
                    raise
            except _AWAY as error:
                last = type(error).__name__
                self._ledger.outcomes[second, "away"] += 1
            else:
                self._ledger.outcomes[second, "ok"] += 1
                return found
            await asyncio.sleep(_PAUSE_SECONDS)
        raise TimeoutError(f"not served within a minute after the last fault: {last}")

    def _is_late(self) -> bool:
        if not self._stopped.is_set():
            self._stopped_at = time.monotonic()
            return False
        return time.monotonic() - self._stopped_at > 60


async def _signed_in(person: Person, who: str) -> Json:
    await person.sign_in(who)
    return {}


async def _publish(officer: Person, who: str, asked: Asked, text: str) -> Json:
    """Answer a question; one whose answer got no acknowledgement is looked at before."""
    path = f"/api/qa/v1/questions/{asked.code}"
    try:
        shown = await officer.get(path)
        if shown["status"] == "answered":
            return shown
        version = f'"{shown["version"]}"'
        return await officer.post(f"{path}/publish", {"text": text}, If_Match=version)
    except Answered as refusal:
        if refusal.status == 401:  # the session ended: a flushed Redis may not do that, auth may
            await officer.sign_in(who)
            return await _publish(officer, who, asked, text)
        if refusal.status in {409, 412}:  # a step of the ladder, or our own call before this one
            raise Answered(503, "somebody else was first") from refusal
        raise


async def _grade(sender: Person, asked: Asked, level: str) -> Json:
    path = f"/api/qa/v1/questions/{asked.code}/rating"
    return await sender.post(path, {"level": level}, X_Tracking_Secret=asked.secret)
