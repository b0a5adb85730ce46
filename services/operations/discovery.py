"""Finds the commands that services offer of themselves, without importing any of them.

A command is a module that can be run (`python -m services.qa.escalations`): it ends with
`if __name__ == "__main__":`, and the first line of its docstring says what it does. Its own
`--help` says how.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWNERS = ("auth", "qa", "survey", "gateway")
_RUNNABLE = '\nif __name__ == "__main__":\n'
_CALL = re.compile(r"\s*:?\s*`(?:python -m|langnghe)[^`]*`:?\s*")


@dataclass(frozen=True)
class Command:
    """`langnghe <owner> <name>` runs the module with the words after it."""

    owner: str
    name: str
    module: str
    about: str


def commands(root: Path = ROOT) -> list[Command]:
    """Return every command, by owner and name."""
    return sorted(_found(root), key=lambda command: (OWNERS.index(command.owner), command.name))


def _found(root: Path) -> Iterator[Command]:
    for owner in OWNERS:
        folder = root / owner if owner == "gateway" else root / "services" / owner
        for path in folder.rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if _RUNNABLE in text:
                yield _command(owner, folder, root, path, text)


def _command(owner: str, folder: Path, root: Path, path: Path, text: str) -> Command:
    words = _words(path.relative_to(folder))
    module = _words(path.relative_to(root))
    return Command(owner, "-".join(words).replace("_", "-"), ".".join(module), _about(text))


def _words(path: Path) -> Sequence[str]:
    words = path.with_suffix("").parts
    return words[:-1] if words[-1] == "__main__" else words


def _about(text: str) -> str:
    """Return what the docstring says first, without how it is called."""
    docstring = ast.get_docstring(ast.parse(text)) or ""
    paragraph = " ".join(docstring.split("\n\n", 1)[0].split())
    sentence = _CALL.sub(" ", paragraph).strip().split(". ", 1)[0].rstrip(". ")
    return sentence[:1].upper() + sentence[1:]
