"""Who changed what about a record of the directory, in words, and putting a change back."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels import ROLE, UNIT_KIND
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import read_form
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth
from shared.contracts.auth.keeping import RecordVersion, UndoChange
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

_FOLDERS = {"don-vi": "units", "can-bo": "people", "lich": "calendars"}
_NOTES = {"years", "days_off", "makeup_days"}
_ISO_DAY = re.compile(r"\A(\d{4})-(\d{2})-(\d{2})\Z")
_YES, _NO, _NOTHING = mark("có"), mark("không"), "–"
Cursor = Annotated[str, Query(max_length=400)]


async def show_history(
    pages: PageMaker, auth: AuthClient, folder: str, record: str, cursor: str = ""
) -> dict[str, Any]:
    """Return what the template of a history shows; `changes` is null when auth cannot say."""
    found = await or_none(auth.list_versions(folder, record, cursor or None))
    following = found.next_cursor if found else None
    changes = found and [
        {"change": one, "fields": list(_fields(pages, one)), "can_undo": one.before is not None}
        for one in found.items
    ]
    return {"changes": changes, "changes_next": following or ""}


def _fields(pages: PageMaker, change: RecordVersion) -> list[dict[str, str]]:
    """Return the fields that differ, before and after in words."""
    before = _flat(change.before or {})
    after = _flat(change.after)
    return [
        {
            "name": name,
            "before": _said(pages, name, before.get(name), after.get(name)),
            "after": _said(pages, name, value, before.get(name)),
        }
        for name, value in after.items()
        if before.get(name) != value and (change.before is not None or value)
    ]


def _flat(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state with what a calendar holds beside its name."""
    calendar = state.get("calendar")
    return {**state, "calendar": None, **calendar} if isinstance(calendar, dict) else dict(state)


def _said(pages: PageMaker, name: str, value: Any, other: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, bool):
        return pages.say(_YES if value else _NO)
    if not value:
        return _NOTHING
    if name in _NOTES and isinstance(value, dict):
        kept = other if isinstance(other, dict) else {}
        told = [_noted(key, note) for key, note in value.items() if kept.get(key) != note]
        return "; ".join(told) or _NOTHING
    said: dict[str, Callable[[Any], str]] = {
        "kind": lambda kind: pages.say(UNIT_KIND[kind]),
        "roles": lambda roles: ", ".join(
            f"{pages.say(ROLE[role['role']])}: {role['unit']}" for role in roles
        ),
        "codes": lambda codes: ", ".join(code["code"] for code in codes),
        "seasons": lambda seasons: "; ".join(_season(season) for season in seasons),
    }
    return said.get(name, lambda plain: _day(str(plain)))(value)


def _noted(key: str, note: Mapping[str, str]) -> str:
    """Return a day with its name, a year with its notice."""
    said = note.get("label") or note.get("source", "")
    return f"{_day(key)} {said}"


def _day(said: str) -> str:
    """Return a day as people write it; anything else as it is."""
    return _ISO_DAY.sub(r"\3/\2/\1", said)


def _season(season: Mapping[str, Any]) -> str:
    shifts = ", ".join(f"{one['opens'][:5]}–{one['closes'][:5]}" for one in season["shifts"])
    month, day = season["starts"].split("-")
    return f"{day}/{month}: {shifts}"


def _folder(kind: str) -> str:
    if kind not in _FOLDERS:
        raise NotFound
    return _FOLDERS[kind]


@router.post("/quan-tri/{kind}/{record}/tra-lai")
async def undo_change(
    *,
    request: Request,
    record: str,
    kind: str,
    folder: Annotated[str, Depends(_folder)],
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
) -> Response:
    """Put a change back; the record's page says what came of it."""
    values = await read_form(request, "undone", "version", "reason")
    here = f"/quan-tri/{kind}/{segment(record)}"
    body = UndoChange(version=max(as_version(values["undone"]), 1), reason=values["reason"][:500])
    try:
        await auth.undo_change(folder, record, as_version(values["version"]), body)
    except ServiceProblem as problem:
        if problem.status not in {403, 409, 412}:
            raise
        return pages.redirect(f"{here}?refused={problem.slug}")
    return pages.redirect(f"{here}?done=1")
