"""Everything is killed, stopped, flushed and refused under load: what was promised is kept.

`make chaos` does the same for longer; `dev.chaos` says what is broken and what is looked at.
"""

from pathlib import Path

import pytest

from dev.chaos.checking import checker_of
from dev.chaos.faults import KILLED, STOPPED
from dev.chaos.report import write_report
from dev.chaos.running import ENVIRONMENT, Outcome, break_and_check
from dev.system import RunningSystem

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SECONDS = 40.0
SEED = 20261128


async def test_nothing_acknowledged_is_lost_or_told_twice(tmp_path: Path) -> None:
    with RunningSystem(tmp_path / "data", environment=ENVIRONMENT) as system:
        outcome = await break_and_check(system, SECONDS, SEED)
        wrong = {check.name: check.wrong[:5] for check in outcome.checks if check.wrong}
        assert wrong == {}
        assert_it_was_no_picnic(outcome)
        await assert_that_losses_are_noticed(system, outcome)
    write_report(outcome, tmp_path / "chaos.html")
    page = (tmp_path / "chaos.html").read_text("utf-8")
    assert "every promise was kept" in page
    assert "<svg" in (tmp_path / "chaos-calls.svg").read_text("utf-8")


def assert_it_was_no_picnic(outcome: Outcome) -> None:
    """Say that enough was broken and enough was done meanwhile for the run to mean something."""
    done = {fault.name for fault in outcome.faults}
    every = {f"kill {name}" for name in KILLED} | {f"stop {name}" for name in STOPPED}
    assert len(every & done) > len(every) / 2
    assert {"flush redis", "refuse mail", "scan ahead"} & done
    ended = {how for _, how in outcome.ledger.outcomes}
    assert ended & {"503", "502", "away"}, "no call met a fault"
    ledger = outcome.ledger
    assert min(len(ledger.asked), len(ledger.rated), len(ledger.answered)) >= 15
    assert all(check.looked_at for check in outcome.checks)


async def assert_that_losses_are_noticed(system: RunningSystem, outcome: Outcome) -> None:
    """Damage each thing that is promised; the checker must say so."""
    async with checker_of(system, outcome.ledger) as checker:
        qa, survey = checker.qa, checker.survey
        lost = next(iter(outcome.ledger.asked.values()))
        await qa["questions"].delete_one({"code": lost.code})
        await survey["responses"].delete_one({"_id": next(iter(outcome.ledger.rated.values()))})
        answered = next(code for code in outcome.ledger.answered if code != lost.code)
        question = await qa["questions"].find_one({"code": answered})
        assert question is not None
        entry = await qa["timeline"].find_one({"question": question["_id"], "kind": "answered"})
        assert entry is not None
        await qa["timeline"].insert_one({**entry, "_id": "again"})
        await qa["questions"].update_one({"_id": question["_id"]}, {"$unset": {"rating": 1}})
        step = await qa["escalation_steps"].find_one({"code": {"$ne": lost.code}})
        assert step is not None
        await qa["escalation_steps"].insert_one({**step, "_id": "again"})
        told = await qa["deliveries"].find_one({"kind": "question_asked", "channel": "email"})
        assert told is not None
        again = {**told, "_id": "again", "state": "sent"}
        again.pop("next_attempt_at", None)
        await qa["deliveries"].insert_one(again)
        found = {check.name for check in await checker.check() if check.wrong}
    assert found == {check.name for check in outcome.checks} - {
        "nothing waits any more", "nobody got an answer that no fault explains",
    }  # fmt: skip
