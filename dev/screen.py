"""What the person at the terminal sees; safe when the terminal is gone.

Text of other programs is printed as it is: no markup, no emoji names.
"""

import contextlib

from rich.console import Console
from rich.text import Text

NAME_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red", "bright_cyan")


class _LastingConsole(Console):
    """A console that falls silent, instead of ending the program, when nobody can read it."""

    def on_broken_pipe(self) -> None:
        with contextlib.suppress(SystemExit):
            super().on_broken_pipe()


class Screen:
    """Prints progress, warnings and problems; a closed terminal or pipe is not an error."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or _LastingConsole(highlight=False, soft_wrap=True)

    def say(self, text: str, style: str | None = None) -> None:
        """Print `text` as it is."""
        self._print(Text(text, style=style or ""))

    def problem(self, text: str) -> None:
        """Print what went wrong."""
        self.say(text, style="bold red")

    def from_process(self, name: str, line: str, style: str | None = None) -> None:
        """Print one log line of a process, with its name before it."""
        colour = NAME_COLOURS[sum(name.encode()) % len(NAME_COLOURS)]
        self._print(Text.assemble((f"{name:>8} │ ", colour), (line, style or "")))

    def _print(self, text: Text) -> None:
        try:
            self._console.print(text)
        except OSError:  # the terminal was hung up
            self._console.on_broken_pipe()
