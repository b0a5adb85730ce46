"""Signals to a supervisor that runs as a program of its own."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from dev.data_folder import read_state, write_state
from dev.settings import ROOT
from tests.dev.stand_ins import alive, running_program, wait_for_state, wait_until


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_leaves_no_process_and_no_state(tmp_path: Path, number: int) -> None:
    with running_program(tmp_path, "serve", "serve") as program:
        state = wait_for_state(tmp_path)
        assert len(alive(state)) == 2
        program.send_signal(number)
        output, _ = program.communicate(timeout=10)
        assert program.returncode == 0, output
        assert "Traceback" not in output
    assert alive(state) == []
    assert read_state(tmp_path / "run") is None


def test_a_killed_supervisor_takes_its_processes_with_it(tmp_path: Path) -> None:
    with running_program(tmp_path, "serve", "stubborn") as program:
        state = wait_for_state(tmp_path)
        program.kill()
        program.communicate(timeout=5)
        wait_until(lambda: alive(state) == [])


def test_what_a_killed_run_left_is_ended_by_the_next(tmp_path: Path) -> None:
    left = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        with running_program(tmp_path, "serve") as program:
            state = wait_for_state(tmp_path)
            program.kill()
            program.communicate(timeout=5)
        record_as_running(tmp_path, state, left)
        with running_program(tmp_path, "serve") as program:
            wait_for_state(tmp_path)
            assert left.wait(timeout=5) == -signal.SIGTERM
            program.send_signal(signal.SIGINT)
            output, _ = program.communicate(timeout=10)
        assert "ended orphan" in output
    finally:
        left.kill()


def pid_of(state: dict[str, Any], name: str) -> int | None:
    return state["processes"].get(name, {}).get("pid")


def record_as_running(
    folder: Path, state: dict[str, Any], process: subprocess.Popen[bytes]
) -> None:
    entry = {
        "pid": process.pid,
        "create_time": psutil.Process(process.pid).create_time(),
        "command": ["sleep", "600"],
    }
    write_state(folder / "run", {**state, "ready": False, "processes": {"orphan": entry}})


def test_a_closed_terminal_does_not_matter(tmp_path: Path) -> None:
    with running_program(tmp_path, "serve") as program:
        state = wait_for_state(tmp_path)
        assert program.stdout
        program.stdout.close()
        killed = state["processes"]["serve-0"]["pid"]
        os.kill(killed, signal.SIGKILL)  # makes it print
        assert wait_for_state(tmp_path, lambda new: pid_of(new, "serve-0") not in {None, killed})
        program.send_signal(signal.SIGHUP)
        assert program.wait(timeout=10) == 0


def test_a_hung_up_terminal_ends_everything(tmp_path: Path) -> None:
    ours, terminal = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.dev.stand_ins", str(tmp_path), "serve"],
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    try:
        state = wait_for_state(tmp_path)
        os.close(ours)
        assert program.wait(timeout=10) == 0
        assert alive(state) == []
    finally:
        program.kill()
        program.wait(5)
