"""Topics as a table that can be taken in again."""

from shared.contracts.qa.imports import COLUMNS, ImportKind
from shared.contracts.qa.topics import TableFormat, TopicDetail
from shared.spreadsheets import CSV, XLSX, Sheet, Value, as_csv, as_xlsx


def as_file(topics: list[TopicDetail], written_as: TableFormat) -> tuple[bytes, str]:
    """Return the topics as a file, and its media type."""
    headings = [names[0] for names in COLUMNS[ImportKind.TOPICS].values()]
    rows = [_row(topic) for topic in topics]
    if written_as == "csv":
        return as_csv(headings, rows), CSV
    return as_xlsx([Sheet("topics", headings, rows)]), XLSX


def _row(topic: TopicDetail) -> list[Value]:
    unit = topic.unit.id if topic.unit else ""
    is_open = "có" if topic.is_open else "không"
    return [topic.id, topic.name, topic.name_en, unit, topic.position, is_open]
