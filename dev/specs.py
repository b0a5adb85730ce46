"""What a supervised process is: its command, its environment and how it shows to be ready."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from dev.probes import Probe
from dev.settings import ROOT


class Stage(IntEnum):
    """The order of starting; a stage begins when the one before it is ready."""

    ENGINES = 0
    DATA = 1
    SERVICES = 2


@dataclass(frozen=True)
class ProcessSpec:
    """One process of the system."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    stage: Stage = Stage.SERVICES
    ready: Probe | None = None
    """None: ready as soon as it runs, or, with `runs_once`, when it has ended well."""
    ready_within: float = 60.0
    """Seconds after which a process that is not ready counts as failed."""
    runs_once: bool = False
    """It must end with status 0 before the next stage begins, and is not started again."""
    shows_warnings: bool = True
    """Warnings among its log lines are repeated on the terminal."""
    folder: Path = field(default=ROOT)
    death_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends it when the supervisor itself is killed (Linux)."""
