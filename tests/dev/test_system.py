"""The whole system under the supervisor: two copies, killed processes, a killed supervisor."""

import os
import signal
import urllib.request
from pathlib import Path

import psutil
import pytest

from dev.system import RunningSystem
from tests.dev.stand_ins import wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

EVERYTHING = {
    *("mongodb", "redis", "mail", "sandbox", "auth", "qa", "survey", "worker", "beat", "gateway"),
    "supervisor",
}
for engine, setting in (("mongodb", "MONGODB_URI"), ("redis", "REDIS_URL")):
    if os.environ.get(setting):
        EVERYTHING.remove(engine)


def running(pids: dict[str, int]) -> set[str]:
    return {
        name
        for name, pid in pids.items()
        if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    }


def answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.status == 200


def test_two_copies_run_side_by_side_and_leave_nothing(tmp_path: Path) -> None:
    with (
        RunningSystem(tmp_path / "one", demo=False) as one,
        RunningSystem(tmp_path / "two", demo=False) as two,
    ):
        pids = {**one.pids, **{f"second {name}": pid for name, pid in two.pids.items()}}
        assert set(one.pids) == set(two.pids) == EVERYTHING
        assert running(pids) == set(pids)
        for system in (one, two):
            assert answers(f"{system.public_url}/")
            assert answers(f"{system.url('worker')}/readyz")
        assert "login_hint=officer1&next=/can-bo" in one.output
        assert one.stop(signal.SIGTERM) == 0
        assert answers(f"{two.public_url}/")
        assert two.stop(signal.SIGINT) == 0
    assert running(pids) == set()
    assert one.state == two.state == {}


def test_every_killed_process_comes_back(tmp_path: Path) -> None:
    with RunningSystem(tmp_path, demo=False) as system:
        for name in EVERYTHING - {"supervisor"}:
            system.kill(name)
            assert answers(f"{system.public_url}/"), name
        assert system.stop() == 0


def test_a_start_after_a_killed_supervisor_is_a_clean_start(tmp_path: Path) -> None:
    with RunningSystem(tmp_path) as system:
        before = system.pids
        os.kill(before["supervisor"], signal.SIGKILL)
        wait_until(lambda: running(before) == set())
        system.start()
        assert not set(before.values()) & set(system.pids.values())
        assert "demo data" not in system.output
        assert answers(f"{system.public_url}/")
    assert running(before) == set()
