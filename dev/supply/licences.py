"""Under which licences the parts come, from what they say of themselves; others are refused."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from dev.settings import ROOT
from dev.supply.locks import Part

LIST = ROOT / "docs" / "licences.md"
ALLOWED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0",
    "PSF-2.0", "Unlicense",
}  # fmt: skip
# What parts write in their own words, in the words of SPDX.
_MEANT = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "New BSD": "BSD-3-Clause",
}
# Parts of other systems than this one, which cannot be asked; looked up by hand.
_ELSEWHERE = {"async-timeout": "Apache-2.0", "colorama": "BSD-3-Clause"}


class LicenceUnknown(Exception):
    """A part does not say its licence in words we know."""


def licence_of(part: Part) -> str:
    """Return the licence as an SPDX expression; raises `LicenceUnknown`."""
    try:
        told = metadata(part.name)
    except PackageNotFoundError:
        if part.name not in _ELSEWHERE:
            raise LicenceUnknown(part.name) from None
        return _ELSEWHERE[part.name]
    fields = [name for name in ("License-Expression", "License") if name in told]
    said = told[fields[0]] if fields else ""
    if not said:
        classifiers = told.get_all("Classifier") or []
        named = [one.split(" :: ")[-1] for one in classifiers if one.startswith("License :: ")]
        said = named[0] if len(named) == 1 else ""
    expression = _MEANT.get(said, said)
    if not expression or not _words(expression) <= ALLOWED:
        raise LicenceUnknown(f"{part.name}: {said[:80]!r}")
    return expression


def licence_list(parts: Sequence[Part]) -> str:
    """Return the list as it stands in the documents."""
    rows = [f"| {part.name} | {part.version} | {licence_of(part)} |" for part in parts]
    return "\n".join([_HEAD, *rows]) + "\n"


def write_list(parts: Sequence[Part]) -> Path:
    """Write the list into the documents."""
    LIST.write_text(licence_list(parts), encoding="utf-8")
    return LIST


def _words(expression: str) -> set[str]:
    return set(expression.replace("(", " ").replace(")", " ").split()) - {"AND", "OR", "WITH"}


_HEAD = f"""# Licences

Every library of the product, as `requirements.lock` pins it, and what its own metadata says.
Written by `make licences`; a test keeps it true and refuses any licence but these:
{", ".join(sorted(ALLOWED))}.
Engines and tools of development (among them `secantusdb`, GPL-2.0) are separate programs and in no
image.

| library | version | licence |
|---|---|---|"""
