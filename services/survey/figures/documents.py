"""How figures are stored: a document per scope and month, the roller's state, marked days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import Field
from pymongo import IndexModel

from services.survey.figures.counting import Cell, Cells
from shared.documents import Document

STATE_ID = "tail"


class MonthDocument(Document):
    """The days of one month of one scope, a portal's id or `*`.

    `days` holds, by two-digit day and then `<version>:<source>`, the counts of `counting`. Ninety
    days of a scope are four of these, found by id.
    """

    id: str  # type: ignore[assignment]
    scope: str
    month: str
    days: dict[str, dict[str, dict[str, int]]] = Field(default_factory=dict)

    class Settings:
        """Where it is kept."""

        name = "figures"
        indexes = (IndexModel([("month", 1)]),)


class MarkedDayDocument(Document):
    """A local day to be counted anew from its responses; each mark is a document of its own.

    A mark made while the day is being counted outlives that count.
    """

    id: str  # type: ignore[assignment]
    day: str

    class Settings:
        """Where it is kept."""

        name = "figure_marks"


class StateDocument(Document):
    """The one document that says how far counting has come; every run writes it first."""

    id: str  # type: ignore[assignment]
    revision: int
    as_of: datetime
    watermark: datetime | None
    buckets: list[dict[str, Any]]

    class Settings:
        """Where it is kept."""

        name = "figure_state"


@dataclass(frozen=True)
class Bucket:
    """What was counted of a few seconds that may still grow."""

    starts: datetime
    responses: int
    cells: Cells


def bucket_to_row(bucket: Bucket) -> dict[str, Any]:
    """Return the stored form of a bucket."""
    cells = [
        {**cell._asdict(), "day": cell.day.isoformat(), "counts": dict(counts)}
        for cell, counts in bucket.cells.items()
    ]
    return {"starts": bucket.starts, "responses": bucket.responses, "cells": cells}


def bucket_from_row(row: dict[str, Any]) -> Bucket:
    """Return a bucket from its stored form."""
    cells: Cells = {}
    for cell in row["cells"]:
        day = date.fromisoformat(cell["day"])
        key = Cell(cell["portal"], day, cell["version"], cell["source"])
        cells[key] = Counter(cell["counts"])
    return Bucket(row["starts"], row["responses"], cells)


def month_of(day: date) -> str:
    """Return the month a day is stored in: `2026-11`."""
    return day.isoformat()[:7]


def month_id(scope: str, month: str) -> str:
    """Return the id of a scope's month."""
    return f"{scope}|{month}"


def day_key(day: date) -> str:
    """Return a day's name inside its month: `22`."""
    return f"{day.day:02}"


def group_key(version: int, source: str) -> str:
    """Return the name of a version and source inside a day: `1:portal`."""
    return f"{version}:{source}"


def split_group(group: str) -> tuple[int, str]:
    """Return version and source of a group's name."""
    version, _, source = group.partition(":")
    return int(version), source
