"""One owner per data folder; what a killed owner left is ended, nothing else is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from dev.data_folder import end_leftovers, is_owned, own_data_folder, read_state, write_state
from dev.problems import DevelopmentProblem
from dev.settings import ROOT


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def entry_of(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    running = psutil.Process(process.pid)
    return {
        "pid": process.pid,
        "create_time": running.create_time(),
        "command": running.cmdline(),
    }


def test_a_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    with own_data_folder(tmp_path):
        assert is_owned(tmp_path)
        result = subprocess.run(
            [sys.executable, "-m", "dev", "up", "--env-file", os.devnull],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert result.returncode == 1
    assert f"already running on {tmp_path} (process {os.getpid()})" in result.stdout
    assert "PORT_OFFSET=1000 make up" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert not is_owned(tmp_path)


def test_a_folder_that_cannot_be_used_is_a_clear_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DevelopmentProblem, match="is not usable"),
        own_data_folder(tmp_path / "file"),
    ):
        pass


def test_recorded_processes_that_still_run_are_ended(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    (tmp_path / "run").mkdir()
    write_state(tmp_path / "run", {"processes": {"qa": entry_of(sleeper)}})
    assert end_leftovers(tmp_path / "run") == ["qa"]
    assert sleeper.wait(1) < 0
    assert read_state(tmp_path / "run") is None


@pytest.mark.parametrize(
    "difference",
    [{"create_time": 1.0}, {"command": ["python", "-m", "uvicorn"]}, {"pid": "x"}, {"pid": None}],
)
def test_somebody_elses_process_is_left_alone(
    tmp_path: Path, sleeper: subprocess.Popen[bytes], difference: dict[str, Any]
) -> None:
    write_state(tmp_path, {"processes": {"qa": {**entry_of(sleeper), **difference}}})
    assert end_leftovers(tmp_path) == []
    assert sleeper.poll() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"processes": 3}', '{"processes": {"qa": 1}}'])
def test_an_unreadable_state_is_forgotten(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    assert end_leftovers(tmp_path) == []
    assert not (tmp_path / "state.json").exists()


def test_clean_removes_the_data_but_not_below_a_running_copy(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    (data_dir / "mongodb").mkdir(parents=True)
    with own_data_folder(data_dir / "offset-1000"):
        refused = run_clean(data_dir)
    assert refused.returncode == 1
    assert "offset-1000" in refused.stdout
    assert (data_dir / "mongodb").exists()
    (data_dir / "letter.txt").write_text("not ours")
    assert run_clean(data_dir).returncode == 0
    assert [path.name for path in data_dir.iterdir()] == ["letter.txt"]


def run_clean(data_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dev", "clean", "--env-file", os.devnull],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
