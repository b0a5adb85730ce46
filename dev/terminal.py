"""Notices when the terminal this program was started on is gone.

A closed terminal sends SIGHUP to its first process only, and `make` does not pass it on.
"""

import asyncio
import os
import sys
import termios

LOOK_EVERY = 1.0


async def until_terminal_gone() -> None:
    """Return when the terminal on standard input was hung up; never when there is none."""
    if sys.stdin is None or sys.stdin.closed or not os.isatty(sys.stdin.fileno()):
        await asyncio.Event().wait()
    while True:
        try:
            termios.tcgetattr(sys.stdin)
        except (termios.error, OSError, ValueError):
            return
        await asyncio.sleep(LOOK_EVERY)
