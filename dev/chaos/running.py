"""One run: a fresh copy, a crowd, faults, and the checks afterwards."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from dev.chaos.checking import Check, checker_of
from dev.chaos.crowd import Crowd
from dev.chaos.faults import Fault, Faults, scan
from dev.chaos.ledger import Ledger
from dev.people import UNLIMITED
from dev.system import RunningSystem
from shared.ids import new_id

ENVIRONMENT = {
    **UNLIMITED,
    "QA_MAIL_CLAIM_SECONDS": "10",  # how long a killed worker's mail waits for another one
    "QA_SMTP_TIMEOUT_SECONDS": "5",
}
_LAST_SCAN_DAYS = 41


@dataclass(frozen=True)
class Outcome:
    """What a run showed."""

    seed: int
    seconds: float
    ledger: Ledger
    faults: list[Fault]
    checks: list[Check]

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not any(check.wrong for check in self.checks)


def run(
    seconds: float, seed: int, folder: Path | None = None, faketime: Path | None = None
) -> Outcome:
    """Break a copy of its own for so many seconds and check it."""
    with RunningSystem(folder, environment=ENVIRONMENT) as system:
        return asyncio.run(break_and_check(system, seconds, seed, faketime))


async def break_and_check(
    system: RunningSystem, seconds: float, seed: int, faketime: Path | None = None
) -> Outcome:
    """Do it with a running copy."""
    begun = time.monotonic()
    ledger = Ledger(run=new_id()[-10:])
    crowd = Crowd(system.public_url, ledger, seed)
    faults = Faults(system, seed, faketime)
    working = asyncio.create_task(crowd.work(citizens=4, raters=3, officers=2))
    try:
        await faults.happen(seconds)
    finally:
        crowd.stop()
        await working
    await scan(system, _LAST_SCAN_DAYS)
    async with checker_of(system, ledger) as checker:
        checks = [await checker.settle(), *await checker.check()]
    return Outcome(seed, time.monotonic() - begun, ledger, faults.done, checks)
