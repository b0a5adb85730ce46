"""Reading the audit log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel, Field

from services.auth.audit.documents import AuditEventDocument
from services.auth.people.queries import staff_names
from shared.cipher import Cipher
from shared.clock import HO_CHI_MINH
from shared.contracts.auth.audit import AuditRow
from shared.ids import first_id
from shared.paging import Page, decode_cursor, encode_cursor


class AuditWanted(BaseModel):
    """Which rows: of a kind (`session.` is all that begin so), about or by somebody, of days."""

    action: str = Field("", max_length=60, pattern=r"^([a-z_]+(\.[a-z_]*)?)?$")
    person: str = Field("", max_length=64)
    actor: str = Field("", max_length=64)
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")


async def list_audit(
    cipher: Cipher, wanted: AuditWanted, cursor: str | None, limit: int
) -> Page[AuditRow]:
    """Return rows, the newest first."""
    rows = AuditEventDocument.find(_condition(wanted, cursor)).sort("-_id").limit(limit + 1)
    found = await rows.to_list()
    following = encode_cursor(found[limit - 1].id) if len(found) > limit else None
    shown = found[:limit]
    people = {one for row in shown for one in (row.person, row.actor) if one}
    names = await staff_names(cipher, people)
    items = [
        AuditRow(
            **row.model_dump(exclude={"is_unsealed", "kind"}),
            person_name=names.get(row.person or "", ""),
            actor_name=names.get(row.actor or "", ""),
            is_sealed=not row.is_unsealed,
        )
        for row in shown
    ]
    return Page[AuditRow](items=items, next_cursor=following)


def _condition(wanted: AuditWanted, cursor: str | None) -> dict[str, Any]:
    condition: dict[str, Any] = {}
    if wanted.action.endswith("."):
        condition["kind"] = wanted.action[:-1]
    elif wanted.action:
        condition["action"] = wanted.action
    if wanted.person:
        condition["person"] = wanted.person
    if wanted.actor:
        condition["actor"] = wanted.actor
    place = _days(wanted)
    if cursor:
        place["$lt"] = min(str(decode_cursor(cursor, [str])[0]), place.get("$lt", "g"))
    if place:
        condition["_id"] = place
    return condition


def _days(wanted: AuditWanted) -> dict[str, str]:
    """Return the ids made on these local days: an id begins with its moment."""
    place: dict[str, str] = {}
    if wanted.start:
        place["$gte"] = _begins(wanted.start)
    if wanted.end and wanted.end < date.max:
        place["$lt"] = _begins(wanted.end + timedelta(days=1))
    return place


def _begins(day: date) -> str:
    return first_id(datetime.combine(day, time(), HO_CHI_MINH))
