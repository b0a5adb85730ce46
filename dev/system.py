"""Runs the whole system as a person would, on free ports and its own folder, for tests and
measurements.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from pymongo import MongoClient

from dev.data_folder import read_state
from dev.environments import PASSED_ON
from dev.ports import free_ports
from dev.processes import ProcessTable
from dev.secrets import load_secrets
from dev.settings import DEFAULT_PORTS, ROOT, port_setting, read_settings

STOP_SECONDS = 15.0
OWNERS = ("auth", "qa", "survey")


class SystemDidNotRun(Exception):
    """The system could not be started, stopped, or brought to an awaited state in time."""


class RunningSystem:
    """`with RunningSystem() as system:` gives a ready system and ends it, whatever happens.

    `environment` adds settings; `demo=False` leaves the databases empty; with a `data_dir` the
    data stays for a next run. A `MONGODB_URI` in the caller's environment is used with databases
    of this run's own, which are dropped at the end.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        demo: bool = True,
        ready_within: float = 120.0,
    ) -> None:
        self._temporary = None if data_dir else tempfile.TemporaryDirectory(prefix="langnghe-")
        self.data_dir = Path(self._temporary.name if self._temporary else data_dir or "").resolve()
        self._extra = dict(environment or {})
        self._demo = demo
        self._ready_within = ready_within
        ports = zip(DEFAULT_PORTS, free_ports(len(DEFAULT_PORTS)), strict=True)
        self._ports = {port_setting(name): str(port) for name, port in ports}
        self._given: dict[str, str] = {}
        self._databases: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(self, *_raised: object) -> None:
        try:
            self.stop()
        finally:
            self._clean_up()

    def start(self) -> None:
        """Start `python -m dev up` and wait until everything is ready."""
        command = [sys.executable, "-m", "dev", "up", "--stop-with-parent"]
        command += ["--env-file", os.devnull, "--demo" if self._demo else "--no-demo"]
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._given = self._environment()
        with self.output_path.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                env=self._given,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        pid = self._process.pid  # a killed earlier run may have left its state behind
        self.wait_until(
            lambda: bool(self.state.get("ready")) and self.state["pid"] == pid,
            self._ready_within,
            "ready",
        )

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """End the system as Ctrl-C does and return its exit status; killed when it hangs."""
        process = self._started()
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
            raise SystemDidNotRun(f"It did not stop:\n{self.output}") from None

    @property
    def state(self) -> dict[str, Any]:
        """What the supervisor says about itself now; empty when nothing runs."""
        return read_state(self.data_dir / "run") or {}

    @property
    def public_url(self) -> str:
        """The address of the gateway."""
        return str(self.state["public_url"])

    def url(self, name: str) -> str:
        """Return the address of auth, qa, survey, sandbox, worker or beat."""
        return str(self.state["urls"][name])

    @property
    def mongodb_uri(self) -> str:
        """The address of MongoDB."""
        return str(self.state["mongodb_uri"])

    @property
    def redis_url(self) -> str:
        """The address of Redis."""
        return str(self.state["redis_url"])

    @property
    def mail_folder(self) -> Path:
        """Where the mail sink keeps `.eml` files."""
        return self.data_dir / "mail"

    def pid(self, name: str) -> int:
        """Return the process id of `name` (mongodb, redis, mail, auth, worker, …)."""
        return int(self.state["processes"][name]["pid"])

    @property
    def pids(self) -> dict[str, int]:
        """The process id of everything that runs, the supervisor as `supervisor`."""
        state = self.state
        found = {name: int(entry["pid"]) for name, entry in state.get("processes", {}).items()}
        return found | ({"supervisor": int(state["pid"])} if state else {})

    def environment(self, name: str) -> dict[str, str]:
        """Return the variables the process `name` was started with, its secrets among them."""
        settings = read_settings(self._given)
        table = ProcessTable(settings, load_secrets(settings.data_dir, settings.given))
        return next(dict(spec.environment) for spec in table.all() if spec.name == name)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another `python -m dev` command beside the running copy, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "dev", *arguments, "--env-file", os.devnull],
            env=self._given,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def kill(self, name: str, *, back_within: float = 30.0) -> None:
        """Kill `name` with SIGKILL and wait until the supervisor has brought it back, ready."""
        killed = self.pid(name)
        os.kill(killed, signal.SIGKILL)

        def is_back() -> bool:
            entry = self.state.get("processes", {}).get(name, {})
            return bool(entry.get("ready")) and entry["pid"] != killed

        self.wait_until(is_back, back_within, f"{name} back")

    def log(self, name: str) -> str:
        """Return the log of `name`."""
        path = self.data_dir / "logs" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def output_path(self) -> Path:
        """Where the supervisor's own output goes."""
        return self.data_dir / "up.log"

    @property
    def output(self) -> str:
        """What the supervisor printed."""
        return self.output_path.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for `condition()`; raises with the supervisor's output when it does not come."""
        limit = time.monotonic() + seconds
        while not condition():
            if self._started().poll() is not None:
                raise SystemDidNotRun(f"It ended before {what}:\n{self.output}")
            if time.monotonic() > limit:
                raise SystemDidNotRun(f"Not {what} within {seconds:.0f} s:\n{self.output}")
            time.sleep(0.05)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise SystemDidNotRun("It was not started.")
        return self._process

    def _environment(self) -> dict[str, str]:
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        own = {**self._ports, "DATA_DIR": str(self.data_dir)}
        return {**passed, **own, **self._stores(), **self._extra}

    def _stores(self) -> dict[str, str]:
        stores = {n: os.environ[n] for n in ("MONGODB_URI", "REDIS_URL") if os.environ.get(n)}
        if "MONGODB_URI" in stores:
            run = uuid.uuid4().hex[:8]
            named = {f"{owner.upper()}_DATABASE": f"test_{run}_{owner}" for owner in OWNERS}
            self._databases = list(named.values())
            stores |= named
        return stores

    def _clean_up(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(5)
        if self._databases:
            with MongoClient[dict[str, Any]](os.environ["MONGODB_URI"]) as client:
                for name in self._databases:
                    client.drop_database(name)
        if self._temporary is not None:
            self._temporary.cleanup()
