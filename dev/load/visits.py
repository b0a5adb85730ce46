"""What people do at a peak, one step after another with time to read between them.

Visitors browse, search, read, rate and ask; officers work on their queue; leaders keep a live page
open. How often each step is taken is our guess at a busy morning, to be replaced by a count.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import aiohttp

from dev.people import Answered, Person, key, question

UNITS = ("so-tu-phap", "so-xay-dung")
_SEARCHES = ("khai sinh", "đất đai", "giấy phép lái xe", "tam tru", "hộ chiếu", "chứng thực")
_VISITOR_READS, _OFFICER_READS, _LEADER_READS = 10.0, 20.0, 15.0
"""Seconds somebody reads before the next step, on average."""

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One step: when it ended, how long it took, and why it failed, if it did."""

    at: float
    name: str
    seconds: float
    failure: str = ""


@dataclass
class Visits:
    """Everybody's steps; `codes` are published questions to read."""

    public_url: str
    seed: int
    codes: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    events: int = 0
    """How often live pages heard of new figures."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - no secret

    async def look_around(self) -> None:
        """Learn which questions can be read."""
        async with Person(self.public_url) as visitor:
            found = await visitor.get("/api/qa/v1/questions?limit=50")
            self.codes = [row["code"] for row in found["items"]]

    async def visitor(self) -> None:
        """Visit until cancelled."""
        async with Person(self.public_url, seconds=30) as one:
            while True:
                await self._think(_VISITOR_READS)
                name, step = self._chosen(self.of_a_visitor(one))
                await self.take(name, step)

    async def officer(self) -> None:
        """Work until cancelled."""
        async with Person(self.public_url, seconds=30) as one:
            await self._think(_OFFICER_READS / 4)
            who = self._random.choice(("officer1", "officer2"))
            await self.take("sign in", partial(one.sign_in, who))
            while True:
                await self._think(_OFFICER_READS)
                name, step = self._chosen(self.of_an_officer(one))
                await self.take(name, step)

    async def leader(self) -> None:
        """Keep a live page open, read the figures whenever they change."""
        async with Person(self.public_url, seconds=30) as one:
            await self.take("sign in", partial(one.sign_in, "leader1"))
            listening = asyncio.create_task(self._listen(one))
            try:
                while True:
                    await self._think(_LEADER_READS)
                    await self.take("leadership page", partial(one.page, "/lanh-dao"))
            finally:
                listening.cancel()

    def of_a_visitor(self, one: Person) -> Sequence[tuple[float, str, Step]]:
        """Return what a visitor may do next: how often, its name, and how."""
        code = self._random.choice(self.codes)
        words = self._random.choice(_SEARCHES)
        rating = {"portal": "demo", "ratings": {"quality": self._random.choice(("good", "fair"))}}
        asked = question(f"Hỏi về {words} {self._random.random()}", self._random.choice(UNITS))
        ratings, questions = "/api/survey/v1/responses", "/api/qa/v1/questions"
        return (
            (30, "list of questions", partial(one.page, "/hoi-dap")),
            (30, "one question", partial(one.page, f"/hoi-dap/{code}")),
            (12, "search", partial(one.page, "/hoi-dap", q=words)),
            (8, "rating form", partial(one.page, "/danh-gia/demo")),
            (10, "rate", partial(one.post, ratings, rating, **key())),
            (5, "asking form", partial(one.page, "/hoi-dap/gui")),
            (5, "ask", partial(one.post, questions, asked, **key())),
        )

    def of_an_officer(self, one: Person) -> Sequence[tuple[float, str, Step]]:
        """Return what an officer may do next."""
        return (
            (50, "queue", partial(one.page, "/can-bo")),
            (30, "work on a question", partial(self._work_on_one, one)),
            (20, "notifications", partial(one.get, "/api/qa/v1/notifications")),
        )

    async def _work_on_one(self, officer: Person) -> None:
        """Open a question of the queue, and sometimes answer it."""
        queue = await officer.get("/api/qa/v1/queue?limit=20&sort=newest")
        if not queue["items"]:
            return
        code = self._random.choice(queue["items"])["code"]
        await officer.page(f"/can-bo/{code}")
        if self._random.random() < 0.3:
            try:
                await officer.act(code, "publish", {"text": "Mời ông/bà đến bộ phận một cửa."})
            except Answered as refusal:
                if refusal.status not in {403, 409, 412}:  # a colleague was quicker
                    raise

    async def _listen(self, leader: Person) -> None:
        while True:
            try:
                stream = await leader.listen("/api/survey/v1/figures/stream")
                async for line in stream.content:
                    if line.startswith(b"data:"):
                        self.events += 1
                        path = "/api/survey/v1/figures?portal=demo"
                        await self.take("live figures", partial(leader.get, path))
            except (aiohttp.ClientError, TimeoutError, Answered):
                await asyncio.sleep(1)

    def _chosen(self, steps: Sequence[tuple[float, str, Step]]) -> tuple[str, Step]:
        weights = [weight for weight, _, _ in steps]
        ((_, name, step),) = self._random.choices(steps, weights)
        return name, step

    async def take(self, name: str, step: Step) -> None:
        """Take a step and note how it went."""
        begun = time.monotonic()
        failure = ""
        try:
            await step()
        except Answered as refusal:
            failure = str(refusal)
        except (aiohttp.ClientError, TimeoutError) as error:
            failure = type(error).__name__
        now = time.monotonic()
        self.samples.append(Sample(now, name, now - begun, failure))

    async def _think(self, seconds: float) -> None:
        await asyncio.sleep(min(self._random.expovariate(1 / seconds), 4 * seconds))
