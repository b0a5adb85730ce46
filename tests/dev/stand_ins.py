"""Small systems of stand-in processes, in this process or as a program of their own.

`python -m tests.dev.stand_ins FOLDER KIND...` runs one stand-in of each kind until stopped.
"""

import asyncio
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console

from dev.data_folder import end_leftovers, own_data_folder, read_state
from dev.ports import free_ports
from dev.probes import http_ready
from dev.screen import Screen
from dev.settings import ROOT
from dev.specs import ProcessSpec
from dev.supervisor import Supervisor, SystemPlan

PROGRAM = str(Path(__file__).with_name("stand_in.py"))


def stand_in(kind: str, name: str = "", **options: Any) -> ProcessSpec:
    """Describe one stand-in on a free port."""
    (port,) = free_ports(1)
    command = (sys.executable, "-S", "-u", PROGRAM, kind, str(port))
    if "ready" not in options and kind != "once":
        options["ready"] = http_ready(f"http://127.0.0.1:{port}/readyz")
    return ProcessSpec(name or kind, command, {}, **options)


def plan_of(folder: Path, *specs: ProcessSpec, **options: Any) -> SystemPlan:
    """Make a plan with its folders below `folder`."""
    run_dir, log_dir = folder / "run", folder / "logs"
    for each in (run_dir, log_dir):
        each.mkdir(parents=True, exist_ok=True)
    return SystemPlan(specs, run_dir, log_dir, **options)


def recording_screen() -> tuple[Screen, Console]:
    """Return a screen and the console that remembers what it showed."""
    console = Console(record=True, width=200, file=io.StringIO())
    return Screen(console), console


def wait_until(condition: Callable[[], Any], seconds: float = 10) -> None:
    """Wait for a condition; fails when it does not come."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come"
        time.sleep(0.02)


async def reach(condition: Callable[[], Any], seconds: float = 10) -> None:
    """Wait for a condition inside an event loop; fails when it does not come."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come"
        await asyncio.sleep(0.02)


def state_of(
    folder: Path, condition: Callable[[dict[str, Any]], Any] = lambda state: state["ready"]
) -> dict[str, Any] | None:
    """Return the state file's content if it meets the condition."""
    state = read_state(folder / "run")
    return state if state and condition(state) else None


def wait_for_state(
    folder: Path, condition: Callable[[dict[str, Any]], Any] = lambda state: state["ready"]
) -> dict[str, Any]:
    """Wait for a state that meets the condition (ready), and return it."""
    wait_until(lambda: state_of(folder, condition))
    state = read_state(folder / "run")
    assert state
    return state


def alive(state: dict[str, Any]) -> list[str]:
    """Return the names of recorded processes that still run."""
    return [
        name
        for name, entry in state["processes"].items()
        if psutil.pid_exists(entry["pid"])
        and psutil.Process(entry["pid"]).status() != psutil.STATUS_ZOMBIE
    ]


@contextmanager
def running_program(folder: Path, *kinds: str) -> Iterator[subprocess.Popen[str]]:
    """Run stand-ins under a supervisor in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.dev.stand_ins", str(folder), *kinds],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=5)


def main() -> None:
    folder = Path(sys.argv[1])
    specs = [stand_in(kind, f"{kind}-{number}") for number, kind in enumerate(sys.argv[2:])]
    with own_data_folder(folder):
        if ended := end_leftovers(folder / "run"):
            Screen().say("ended " + " ".join(ended))
        asyncio.run(Supervisor(plan_of(folder, *specs), Screen()).run())


if __name__ == "__main__":
    main()
