"""Reading the history of a record."""

from services.auth.history.documents import RecordVersionDocument
from services.auth.history.service import Record
from services.auth.people.queries import staff_names
from shared.cipher import Cipher
from shared.contracts.auth.keeping import RecordVersion
from shared.paging import Page, decode_cursor, encode_cursor


async def list_versions(
    cipher: Cipher, record: Record, cursor: str | None, limit: int
) -> Page[RecordVersion]:
    """Return the changes of a record, the newest first, with the names of who made them."""
    condition: dict[str, object] = {"entity": record.entity, "record": record.id}
    if cursor:
        condition["version"] = {"$lt": decode_cursor(cursor, [int])[0]}
    rows = RecordVersionDocument.find(condition).sort("-version").limit(limit + 1)
    found = await rows.to_list()
    following = encode_cursor(found[limit - 1].version) if len(found) > limit else None
    names = await staff_names(cipher, {row.by for row in found[:limit]})
    items = [_shown(record, row, names) for row in found[:limit]]
    return Page[RecordVersion](items=items, next_cursor=following)


def _shown(record: Record, row: RecordVersionDocument, names: dict[str, str]) -> RecordVersion:
    after = record.read(row.after)
    return RecordVersion(
        version=row.version,
        at=row.at,
        by=row.by,
        by_name=names.get(row.by, ""),
        action=row.action,
        reason=row.reason,
        before=record.read(row.before),
        after=after or {},
    )
