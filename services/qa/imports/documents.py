"""Imports, what was wrong with their rows, and what became of each row, as stored."""

from datetime import datetime

from pydantic import Field
from pymongo import IndexModel

from shared.contracts.qa.imports import ImportKind, ImportState, RowError
from shared.documents import Document


class ImportDocument(Document):
    """An import. `run_at` is when a worker may take it up: now, or when the claim of another one
    ends; nobody does any more when it is over. Whoever holds `claim` works on it.
    """

    id: str  # type: ignore[assignment]
    kind: ImportKind
    source: str
    file_name: str
    dry_run: bool
    state: ImportState = ImportState.WAITING
    failure: str = ""
    failure_detail: str = ""
    at: datetime
    by: str
    finished_at: datetime | None = None
    bytes: int
    pieces: int
    sha256: str
    mark: str
    run_at: datetime | None = None
    claim: str = ""
    attempts: int = 0
    """Since the last batch that was done."""
    rows_total: int | None = None
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: int = 0
    warned: int = 0
    ignored_columns: list[str] = Field(default_factory=list)

    class Settings:
        """Storage."""

        name = "imports"
        keep_nulls = False
        indexes = (
            IndexModel([("mark", 1)]),
            IndexModel([("run_at", 1)], sparse=True),
        )


class ImportErrorDocument(RowError, Document):
    """What was wrong with a row; `place` orders them as they stand in the file."""

    id: str  # type: ignore[assignment]
    import_id: str
    place: str

    class Settings:
        """Storage."""

        name = "import_errors"
        indexes = (IndexModel([("import_id", 1), ("place", 1)]),)


class ImportedDocument(Document):
    """What a row of an old portal became here; its id is made of portal, kind and external id.

    `target` is the question or the ready answer, `version` the one we left it in: another one
    means that somebody worked on it since.
    """

    id: str  # type: ignore[assignment]
    import_id: str
    digest: str
    target: str
    version: int

    class Settings:
        """Storage."""

        name = "imported"
