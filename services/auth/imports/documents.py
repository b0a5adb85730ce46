"""Imports of the directory as stored; the file is sealed and forgotten when it is done."""

from datetime import datetime

from pydantic import Field
from pymongo import IndexModel

from shared.contracts.auth.imports import ImportState, RowFault, TableKind
from shared.documents import Document


class DirectoryImportDocument(Document):
    """An import; `run_at` is when a worker may take it up, never again once it is over."""

    id: str  # type: ignore[assignment]
    kind: TableKind
    file_name: str
    dry_run: bool
    by: str
    at: datetime
    sealed: bytes
    state: ImportState = "waiting"
    failure: str = ""
    run_at: datetime | None = None
    attempts: int = 0
    rows_total: int | None = None
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    ignored_columns: list[str] = Field(default_factory=list)
    faults: list[RowFault] = Field(default_factory=list)

    class Settings:
        """Storage."""

        name = "directory_imports"
        keep_nulls = False
        indexes = (IndexModel([("by", 1), ("_id", -1)]), IndexModel([("run_at", 1)], sparse=True))
