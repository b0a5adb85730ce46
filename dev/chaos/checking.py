"""Proves afterwards, from the databases and the mail folder, that every promise was kept."""

import asyncio
import email
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from dev.chaos.ledger import Ledger
from dev.system import RunningSystem
from shared.clock import now

Json = dict[str, Any]
Database = AsyncDatabase[Json]
_STUCK_AFTER = 45.0
_HURRIED_AFTER = 6.0
_STEP_KINDS = ("reminder", "question_escalated", "question_not_received")


@dataclass(frozen=True)
class Check:
    """One promise: how many cases were looked at, and what was wrong."""

    name: str
    looked_at: int
    wrong: list[str]


class Checker:
    """Looks at one copy after its faults."""

    def __init__(self, system: RunningSystem, ledger: Ledger, qa: Database, survey: Database,
                 auth: Database) -> None:  # fmt: skip
        self._system = system
        self._ledger = ledger
        self.qa = qa
        self.survey = survey
        self._auth = auth

    async def settle(self) -> Check:
        """Wait until no event and no message waits, as long as they become fewer."""
        least, lessened = 10**9, time.monotonic()
        hurried = lessened
        while waiting := await self._waiting():
            if (many := sum(waiting.values())) < least:
                least, lessened = many, time.monotonic()
            if time.monotonic() - lessened > _STUCK_AFTER:
                break
            if time.monotonic() - max(lessened, hurried) > _HURRIED_AFTER:
                hurried = time.monotonic()
                await self._hurry()
            await asyncio.sleep(0.5)
        wrong = [f"{many} {what}" for what, many in waiting.items()]
        return Check("nothing waits any more", 4, wrong)

    async def _waiting(self) -> dict[str, int]:
        found = {
            f"events of {database.name}": await database["outbox"].count_documents({})
            for database in (self._auth, self.qa, self.survey)
        }
        found["messages"] = await self.qa["deliveries"].count_documents(_WAITING)
        return {what: many for what, many in found.items() if many}

    async def _hurry(self) -> None:
        """Let what would be tried again in minutes be tried now."""
        for database in (self._auth, self.qa, self.survey):
            async for row in database["outbox"].find({"sends": {"$gt": 1}}):
                change = {"$set": {"next_send_at": now(), "sends": 1}}
                await database["outbox"].update_one({"_id": row["_id"]}, change)
        async for row in self.qa["deliveries"].find(_WAITING):
            if row["state"] == "waiting":
                change = {"$set": {"next_attempt_at": now()}}
                await self.qa["deliveries"].update_one({"_id": row["_id"]}, change)

    async def check(self) -> list[Check]:
        """Look at everything."""
        calls = sum(self._ledger.outcomes.values())
        return [
            await self.questions(),
            await self.ratings(),
            await self.answers(),
            await self.levels(),
            await self.steps(),
            await self.notifications(),
            await self.mails(),
            await self.figures(),
            Check("nobody got an answer that no fault explains", calls, self._ledger.odd[:5]),
        ]

    async def questions(self) -> Check:
        """Look for every question that was asked."""
        stored: Counter[str] = Counter()
        codes: dict[str, str] = {}
        async for row in self.qa["questions"].find({}, {"title": 1, "code": 1}):
            stored[row["title"]] += 1
            codes[row["title"]] = row["code"]
        wrong = [
            f"{title} is there {stored[title]} times"
            for title, asked in self._ledger.asked.items()
            if stored[title] != 1 or codes[title] != asked.code
        ]
        wrong += [f"{one} is there twice" for one in self._ledger.tried_titles if stored[one] > 1]
        return Check("every acknowledged question exists once", len(self._ledger.asked), wrong)

    async def ratings(self) -> Check:
        """Look for every rating that was sent."""
        stored: Counter[str] = Counter()
        ids = set()
        async for row in self.survey["responses"].find({"other": {"$ne": None}}, {"other": 1}):
            stored[row["other"]] += 1
            ids.add(row["_id"])
        wrong = [
            f"{words} is there {stored[words]} times"
            for words, rating in self._ledger.rated.items()
            if stored[words] != 1 or rating not in ids
        ]
        wrong += [f"{one} is there twice" for one in self._ledger.tried_ratings if stored[one] > 1]
        return Check("every acknowledged rating exists once", len(self._ledger.rated), wrong)

    async def answers(self) -> Check:
        """Look for every answer that was given."""
        wrong = []
        for code, text in self._ledger.answered.items():
            row = await self._question(code)
            given = await self.qa["timeline"].count_documents(
                {"question": row["_id"], "kind": "answered"}
            )
            if row.get("answer", {}).get("text") != text or given != 1:
                wrong.append(f"{code} was answered {given} times")
        return Check("every acknowledged answer was given once", len(self._ledger.answered), wrong)

    async def levels(self) -> Check:
        """Look how senders found their answers."""
        wrong = []
        for code, level in self._ledger.levels.items():
            found = (await self._question(code)).get("rating") or {}
            if found.get("level") != level:
                wrong.append(f"{code} was found {found.get('level')}, not {level}")
        return Check("every acknowledged verdict is kept", len(self._ledger.levels), wrong)

    async def steps(self) -> Check:
        """Look whether each due step of each question was taken once."""
        taken: Counter[tuple[str, str]] = Counter()
        told: Counter[str] = Counter()
        levels: Counter[str] = Counter()
        async for step in self.qa["escalation_steps"].find({}):
            taken[step["code"], step["step"]] += 1
            told[step["code"]] += not step["is_collapsed"]
            levels[step["code"]] += step["levels"]
        wrong = [f"{code} took {step} {n} times" for (code, step), n in taken.items() if n > 1]
        latest = await self.qa["escalation_steps"].find({}).sort("as_of", -1).to_list(1)
        as_of = latest[0]["as_of"] if latest else now()
        for asked in self._ledger.asked.values():
            row = await self._question(asked.code)
            wrong += await self._clock(row, as_of)
            if (level := row.get("escalation_level", 0)) != levels[asked.code]:
                wrong.append(f"{asked.code} rose by {levels[asked.code]}, but stands at {level}")
            entries = await self.qa["timeline"].count_documents(
                {"question": row["_id"], "kind": {"$in": ["escalated", "reminded"]}}
            )
            if entries != told[asked.code]:
                wrong.append(f"{asked.code}: {told[asked.code]} steps, {entries} in its timeline")
        return Check("every due step was taken once", sum(taken.values()), wrong)

    async def _clock(self, question: Json, as_of: datetime) -> list[str]:
        """Return what is wrong with a clock: steps left to take, or going on for nothing."""
        clock = await self.qa["deadlines"].find_one({"_id": question["_id"]}) or {}
        if question["status"] not in _OPEN:
            is_running = question["status"] in _ENDED and "step_mark" in clock
            return [f"the clock of {question['code']} goes on"] if is_running else []
        if not clock:
            return [f"{question['code']} has no clock"]
        left = [step["key"] for step in clock["steps"] if step["at"] <= as_of]
        return [f"{question['code']} still owes {left}"] if left else []

    async def notifications(self) -> Check:
        """Look whether each question and each step was told once to each who is to know."""
        wrong = []
        rows = await self.qa["deliveries"].find({}).to_list()
        told: dict[tuple[str, str, str], set[str]] = {}
        step_events: dict[str, set[str]] = {}
        for row in rows:
            who = row["code"], row["recipient"], row["channel"]
            if row["kind"] == "question_asked":
                told.setdefault(who, set()).add(row["_id"])
            if row["kind"] in _STEP_KINDS:
                step_events.setdefault(row["code"], set()).add(row["event"])
        wrong += [f"{who} were told {len(ids)} times" for who, ids in told.items() if len(ids) > 1]
        # Once it is answered nobody is told any more that it waits; until then everybody is.
        codes = {code for code, _, _ in told}
        known = {asked.code for asked in self._ledger.asked.values()}
        open_ones = known - self._ledger.answered.keys()
        wrong += [f"nobody was told of {code}" for code in open_ones - codes]
        steps = self.qa["escalation_steps"]
        for code in known:
            expected = await steps.count_documents({"code": code, "is_collapsed": False})
            found = len(step_events.get(code, ()))
            if found > expected or (found < expected and code in open_ones):
                wrong.append(f"{code}: {expected} steps, told {found}")
        wrong += [f"{row['_id']} is {row['state']}" for row in rows if row["state"] not in _SETTLED]
        return Check("every due notification was made once", len(rows), wrong)

    async def mails(self) -> Check:
        """Look whether each mail that was sent lies in the folder once."""
        kept = await asyncio.to_thread(_message_ids, self._system.mail_folder)
        sent = await self.qa["deliveries"].find({"channel": "email", "state": "sent"}).to_list()
        wrong = [f"{row['_id']} lies there {kept[row['_id']]} times"
                 for row in sent if kept[row["_id"]] != 1]  # fmt: skip
        return Check("every mail was sent once", len(sent), wrong)

    async def figures(self) -> Check:
        """Compare both services' figures with a raw count."""
        found = await asyncio.to_thread(self._system.command, "recount")
        counted = await self.survey["responses"].count_documents({"portal": "demo"})
        wrong = [] if found.returncode == 0 else [(found.stdout + found.stderr)[-600:]]
        return Check("figures equal a recount", counted, wrong)

    async def _question(self, code: str) -> Json:
        found = await self.qa["questions"].find_one({"code": code})
        return found or {"_id": "", "status": "away"}


_OPEN = ("submitted", "received", "in_progress", "drafted", "awaiting_approval", "returned")
_ENDED = ("answered", "closed", "rejected", "merged", "withdrawn", "recalled")
_SETTLED = ("sent", "joined", "needless")
_WAITING = {"next_attempt_at": {"$gt": now().replace(year=2000)}}


def _message_ids(folder: Path) -> Counter[str]:
    """Return how often each delivery lies in the folder."""
    found: Counter[str] = Counter()
    for path in folder.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes())
        found[str(message["Message-ID"]).strip("<> ").partition("@")[0]] += 1
    return found


@asynccontextmanager
async def checker_of(system: RunningSystem, ledger: Ledger) -> AsyncIterator[Checker]:
    """Yield a checker on the copy's databases."""
    async with AsyncMongoClient[Json](system.mongodb_uri, tz_aware=True) as client:
        names = [
            system.environment(owner).get(f"{owner.upper()}_DATABASE", f"langnghe_{owner}")
            for owner in ("qa", "survey", "auth")
        ]
        qa, survey, auth = (client[name] for name in names)
        yield Checker(system, ledger, qa, survey, auth)
