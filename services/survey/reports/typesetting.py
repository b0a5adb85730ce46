"""Setting a report as PDF in the layout of an administrative document (Decree 30/2020).

The words go in as data; nothing of them is ever read as markup.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst


@cache
def _layout() -> bytes:
    return (files("services.survey.reports") / "data" / "report.typ").read_bytes()


def as_pdf(told: Mapping[str, Any], at: datetime) -> bytes:
    """Return the PDF; the same words and moment give the same bytes."""
    words = json.dumps(told, ensure_ascii=False)
    made = typst.compile(
        _layout(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"told": words},
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101 - one PDF is one file
    return made
