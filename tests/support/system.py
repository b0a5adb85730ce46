"""The whole system as processes, started once for all tests that need it."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from dev.system import RunningSystem


class System:
    """A running copy on free ports with its own data folder."""

    def __init__(self, running: RunningSystem) -> None:
        self.running = running
        self.public_url = running.public_url
        self.mail_folder = Path(running.mail_folder)

    async def scan_escalations(self, as_of: datetime) -> None:
        """Run the escalation scan for a given moment, as an operator would."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.qa.escalations", "--as-of", as_of.isoformat(),
            env={**os.environ, **self.running.environment("qa")},
        )  # fmt: skip
        assert await process.wait() == 0


@contextmanager
def running_system(folder: Path) -> Iterator[System]:
    """Start everything and stop it at the end."""
    # All people of all tests call from one address, more of them in a minute than a unit's would.
    limits = {"GATEWAY_LIMIT_ASK": "300/minute", "GATEWAY_LIMIT_SIGN_IN": "1200/minute"}
    with RunningSystem(folder, environment=limits) as running:
        yield System(running)
