"""The data folder belongs to one running copy: its lock, its state file and what a kill left.

The state file says which processes the copy runs. When its owner was killed, the next one finds
them there and ends those that still run, after making sure that they are the same processes.
"""

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil

from dev.problems import DevelopmentProblem
from dev.secrets import write_private

STATE_FILE = "state.json"
ENDING_SECONDS = 3.0
CONTENT = ("mongodb", "redis", "mail", "logs", "run", "secrets.json", "seeded.json", "up.log")
# Linux gives a process's start in ticks since boot; adding the boot time may round differently.
START_TIME_TOLERANCE = 1.0


@contextmanager
def own_data_folder(data_dir: Path) -> Iterator[None]:
    """Hold `data_dir` for this process alone; a second holder gets a problem naming the first."""
    run_dir = data_dir / "run"
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(run_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DevelopmentProblem(
            f"The data folder {data_dir} is not usable: {error.strerror}."
        ) from None
    try:
        _lock_or_refuse(lock, data_dir)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def is_owned(data_dir: Path) -> bool:
    """Tell whether a running copy holds `data_dir`."""
    try:
        with own_data_folder(data_dir):
            return False
    except DevelopmentProblem:
        return True


def remove_data(data_dir: Path) -> None:
    """Remove what the system keeps in `data_dir` and nothing else that may lie there.

    Raises when a running copy holds it or the folder of a shifted copy inside it.
    """
    shifted = list(data_dir.glob("offset-*"))
    with ExitStack() as stack:
        for folder in [data_dir, *shifted]:
            if folder.is_dir():
                stack.enter_context(own_data_folder(folder))
        for path in [*shifted, *(data_dir / name for name in CONTENT)]:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not there, or not ours alone
        data_dir.rmdir()


def _lock_or_refuse(lock: int, data_dir: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"
        raise DevelopmentProblem(
            f"A copy of the system is already running on {data_dir} (process {owner}).\n"
            f"Stop it with Ctrl-C or `kill {owner}`, or run a second copy beside it: "
            "PORT_OFFSET=1000 make up"
        ) from None


def write_state(run_dir: Path, state: Mapping[str, Any]) -> None:
    """Say for tests and for the next start what runs now."""
    write_private(run_dir / STATE_FILE, json.dumps(state, indent=2) + "\n")


def read_state(run_dir: Path) -> dict[str, Any] | None:
    """Return what the last owner wrote, or None when it left nothing readable."""
    try:
        state = json.loads((run_dir / STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) else None


def forget_state(run_dir: Path) -> None:
    """Remove the state file: nothing runs any more."""
    (run_dir / STATE_FILE).unlink(missing_ok=True)


def end_leftovers(run_dir: Path) -> list[str]:
    """End the processes a killed owner of this folder left running; return their names.

    Call it only while owning the folder.
    """
    state = read_state(run_dir) or {}
    recorded = state.get("processes")
    found: dict[str, psutil.Process] = {}
    if isinstance(recorded, dict):
        for name, entry in recorded.items():
            process = _same_process(entry) if isinstance(entry, dict) else None
            if process is not None:
                found[name] = process
    _end([member for process in found.values() for member in _with_children(process)])
    forget_state(run_dir)
    return list(found)


def _same_process(entry: Mapping[str, Any]) -> psutil.Process | None:
    """Return the recorded process if it still runs; a reused pid is somebody else's."""
    try:
        process = psutil.Process(int(entry["pid"]))
        started = abs(process.create_time() - float(entry["create_time"]))
        is_same = started <= START_TIME_TOLERANCE and process.cmdline() == entry["command"]
    except (psutil.Error, KeyError, TypeError, ValueError):
        return None
    return process if is_same else None


def _with_children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [*process.children(recursive=True), process]
    except psutil.Error:
        return [process]


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _wait_for_end(processes)
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    _wait_for_end(processes)


def _wait_for_end(processes: list[psutil.Process]) -> None:
    limit = time.monotonic() + ENDING_SECONDS
    while any(_runs(process) for process in processes) and time.monotonic() < limit:
        time.sleep(0.02)


def _runs(process: psutil.Process) -> bool:
    """Tell whether a process still runs; one that nobody has collected yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
