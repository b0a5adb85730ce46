"""The supervisor with stand-in processes: bringing back, giving up, ending."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from dev import keepers, supervisor
from dev.data_folder import read_state
from dev.problems import DevelopmentProblem
from dev.specs import ProcessSpec, Stage
from dev.supervisor import Supervisor, SystemPlan
from tests.dev.stand_ins import alive, plan_of, reach, recording_screen, stand_in, state_of


@asynccontextmanager
async def running(plan: SystemPlan) -> AsyncIterator[tuple[Supervisor, asyncio.Task[None]]]:
    screen, _ = recording_screen()
    system = Supervisor(plan, screen)
    task = asyncio.create_task(system.run())
    try:
        await state_with(plan, lambda state: state["ready"])
        yield system, task
    finally:
        system.stop()
        with suppress(DevelopmentProblem):
            await asyncio.wait_for(task, 12)


async def state_with(plan: SystemPlan, condition: Any) -> dict[str, Any]:
    folder = plan.run_dir.parent
    await reach(lambda: state_of(folder, condition))
    state = read_state(plan.run_dir)
    assert state
    return state


async def problem_of(plan: SystemPlan) -> str:
    screen, _ = recording_screen()
    with pytest.raises(DevelopmentProblem) as raised:
        await asyncio.wait_for(Supervisor(plan, screen).run(), 30)
    return str(raised.value)


async def test_stages_begin_one_after_the_other_and_end_without_a_trace(tmp_path: Path) -> None:
    reached: list[Stage] = []
    plan = plan_of(
        tmp_path,
        stand_in("serve", "engine", stage=Stage.ENGINES),
        stand_in("once", "data", stage=Stage.DATA, runs_once=True),
        stand_in("serve", "web"),
        on_stage=reached.append,
        facts={"public_url": "http://here"},
    )
    async with running(plan) as (system, task):
        state = await state_with(plan, lambda state: state["ready"])
        assert reached == [Stage.ENGINES, Stage.DATA, Stage.SERVICES]
        assert state["public_url"] == "http://here"
        assert set(state["processes"]) == {"engine", "web"} == set(alive(state))
        system.stop()
        await asyncio.wait_for(task, 10)
    assert alive(state) == []
    assert read_state(plan.run_dir) is None
    assert (plan.log_dir / "data.log").read_text() == "done\n"


async def test_a_killed_process_comes_back_and_is_named(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, stand_in("serve", "qa"))
    screen, console = recording_screen()
    system = Supervisor(plan, screen)
    task = asyncio.create_task(system.run())
    before = await state_with(plan, lambda state: state["ready"])
    os.kill(before["processes"]["qa"]["pid"], signal.SIGKILL)
    after = await state_with(
        plan,
        lambda state: (
            state["processes"].get("qa", {}).get("starts") == 2
            and state["processes"]["qa"]["ready"]
        ),
    )
    assert after["processes"]["qa"]["pid"] != before["processes"]["qa"]["pid"]
    system.stop()
    await asyncio.wait_for(task, 10)
    shown = console.export_text()
    assert "qa: ended with killed by SIGKILL; again in 0.2 s" in shown
    assert "serving" in shown


async def test_a_crash_loop_ends_everything_with_the_last_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "FIRST_DELAY", 0.01)
    plan = plan_of(
        tmp_path, stand_in("serve", "redis", stage=Stage.ENGINES), stand_in("crash", "qa")
    )
    text = await problem_of(plan)
    assert "qa failed 5 times: ended with exit status 3" in text
    assert "the reason of the crash" in text
    assert str(plan.log_dir / "qa.log") in text
    assert read_state(plan.run_dir) is None


async def test_a_failed_preparation_is_not_repeated(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, stand_in("crash", "demo", stage=Stage.DATA, runs_once=True))
    text = await problem_of(plan)
    assert text.startswith("demo failed: ended with exit status 3")


async def test_a_process_that_never_becomes_ready_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "FIRST_DELAY", 0.01)
    plan = plan_of(tmp_path, stand_in("silent", "auth", ready_within=0.2))
    assert "auth failed 5 times: was not ready within" in await problem_of(plan)


async def test_a_program_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "FIRST_DELAY", 0.01)
    plan = plan_of(tmp_path, ProcessSpec("redis", ("/nowhere/redis-server",), {}))
    assert "redis failed 5 times: cannot be started" in await problem_of(plan)


async def test_a_stubborn_process_is_killed_when_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert supervisor.SERVICES_STOP_SECONDS + supervisor.ENGINES_STOP_SECONDS < 10
    monkeypatch.setattr(supervisor, "SERVICES_STOP_SECONDS", 0.3)
    plan = plan_of(tmp_path, stand_in("stubborn"))
    async with running(plan) as (stubborn, task):
        state = read_state(plan.run_dir)
        assert state
        stubborn.stop()
        await asyncio.wait_for(task, 5)
    assert alive(state) == []


async def test_a_second_stop_does_not_wait_for_a_stubborn_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SAME_STOP_SECONDS", 0.2)
    plan = plan_of(tmp_path, stand_in("stubborn"))
    async with running(plan) as (system, task):
        state = read_state(plan.run_dir)
        assert state
        for _ in range(3):  # a signal that arrives several times is one
            system.stop()
        await asyncio.sleep(0.3)
        assert alive(state) == ["stubborn"]
        began = time.monotonic()
        system.stop()
        await asyncio.wait_for(task, 5)
        assert time.monotonic() - began < 4
    assert alive(state) == []


async def test_a_stop_during_the_start_ends_what_was_started(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, stand_in("silent", "auth"), stand_in("serve", "qa"))
    screen, _ = recording_screen()
    system = Supervisor(plan, screen)
    task = asyncio.create_task(system.run())
    state = await state_with(plan, lambda state: len(state["processes"]) == 2)
    system.stop()
    await asyncio.wait_for(task, 5)
    assert alive(state) == []


async def test_a_plan_can_end_by_itself(tmp_path: Path) -> None:
    reached: list[Stage] = []
    plan = plan_of(
        tmp_path,
        stand_in("serve", "engine", stage=Stage.ENGINES),
        stand_in("once", "demo", stage=Stage.DATA, runs_once=True),
        ends_after=Stage.DATA,
        on_stage=reached.append,
    )
    screen, _ = recording_screen()
    await asyncio.wait_for(Supervisor(plan, screen).run(), 10)
    assert reached == [Stage.ENGINES, Stage.DATA]


async def test_descendants_of_a_dead_process_go_with_it(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid,"
        " flush=True)\n"
        "time.sleep(600)"
    )
    plan = plan_of(tmp_path, ProcessSpec("reloader", (sys.executable, "-u", "-c", script), {}))
    async with running(plan):
        log = plan.log_dir / "reloader.log"
        await reach(lambda: re.search(r"\d+\n", log.read_text()))
        grandchild = int(log.read_text())
    await reach(lambda: not alive({"processes": {"grandchild": {"pid": grandchild}}}))
