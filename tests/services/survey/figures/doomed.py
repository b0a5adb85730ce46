"""Rolls up and kills itself: `python -m tests.services.survey.figures.doomed`.

For each number read from its input it forks a process that kills itself with SIGKILL when the
database has answered so many commands of a roll-up, and says how that process ended.
"""

import asyncio
import os
import signal
import sys

from pymongo import monitoring

from services.survey.bootstrap import open_runtime
from services.survey.figures.rolling import mark_days, roll
from shared.clock import today


class Doom(monitoring.CommandListener):
    """Kills the process once armed and as many answers later."""

    def __init__(self, answers: int) -> None:
        self.answers = answers
        self.is_armed = False

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Do nothing."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Count an answer, and die at the last one."""
        if self.is_armed:
            self.answers -= 1
            if self.answers == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Do nothing."""


async def roll_until_killed(answers: int) -> None:
    """Roll up today with a repair of it; ends only when it needs fewer answers."""
    doom = Doom(answers)
    monitoring.register(doom)
    async with open_runtime() as survey:
        await mark_days(survey.mongo, [today()])
        doom.is_armed = True
        await roll(survey.mongo, [today()])
        doom.is_armed = False


def main() -> None:
    """Answer each number with `killed` or `done`."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(roll_until_killed(int(line)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        ending = "killed" if is_killed else "done" if status == 0 else f"failed {status}"
        sys.stdout.write(f"{ending}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
