"""Takes the output of one process: into a bounded file, and what matters onto the terminal."""

import json
import re
import time
from collections import deque
from pathlib import Path

from dev.screen import Screen

FILE_BYTES = 10_000_000
LAST_LINES = 12
LINE_BYTES = 20_000
SHOWN_LINES_PER_WINDOW = 15
WINDOW_SECONDS = 10.0
UNSHOWN = {"process", "timestamp"}

# A structlog JSON line, or the way Python's own programs and Celery print a level.
SERIOUS = re.compile(
    r'"level": ?"(warning|error|critical)"|(?<![%\w])(WARNING|ERROR|CRITICAL)\b'
    r"|^Traceback |^\w+Error\b"
)


class ProcessLog:
    """The log of one process; older output than about two files' worth is forgotten."""

    def __init__(
        self,
        name: str,
        folder: Path,
        screen: Screen,
        *,
        follow: bool = False,
        shows_warnings: bool = True,
    ) -> None:
        self.name = name
        self.path = folder / f"{name}.log"
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self._older = folder / f"{name}.1.log"
        self._screen = screen
        self._follow = follow
        self._shows_warnings = shows_warnings
        self._rest = b""
        self._window_began = 0.0
        self._shown = 0
        self._older.unlink(missing_ok=True)
        self._file = self.path.open("wb", buffering=0)

    def feed(self, data: bytes) -> None:
        """Take the next piece of output."""
        self._file.write(data)
        if self._file.tell() > FILE_BYTES:
            self._file.close()
            self.path.replace(self._older)
            self._file = self.path.open("wb", buffering=0)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LINE_BYTES:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._take(line[:LINE_BYTES].decode(errors="replace").rstrip())

    def end_of_output(self) -> None:
        """Take what was left of a last line: its process has ended."""
        if self._rest:
            self.feed(b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _take(self, line: str) -> None:
        if not line:
            return
        self.last.append(line)
        if self._follow:
            self._screen.from_process(self.name, readable(line))
        elif self._shows_warnings and SERIOUS.search(line):
            self._show_within_limit(line)

    def _show_within_limit(self, line: str) -> None:
        now = time.monotonic()
        if now - self._window_began > WINDOW_SECONDS:
            self._window_began, self._shown = now, 0
        self._shown += 1
        if self._shown <= SHOWN_LINES_PER_WINDOW:
            self._screen.from_process(self.name, readable(line), style="yellow")
        elif self._shown == SHOWN_LINES_PER_WINDOW + 1:
            self._screen.from_process(self.name, f"… more in {self.path}", style="yellow")


def readable(line: str) -> str:
    """Return a log line in JSON as one for people: level, event, the rest, the traceback."""
    try:
        entry = json.loads(line) if line.startswith("{") else None
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or "event" not in entry:
        return line
    words = [f"{entry.pop('level', 'info')}: {entry.pop('event')}"]
    exception = entry.pop("exception", None)
    words += [f"{name}={value}" for name, value in entry.items() if name not in UNSHOWN]
    return " ".join(words) + (f"\n{exception}" if exception else "")
