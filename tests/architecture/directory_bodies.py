"""Bodies for the calls of those who keep the directory, by the client's method."""

from datetime import date
from typing import Any

from shared.contracts.auth.changes import RolesChange
from shared.contracts.auth.clients import ClientForm, RegisterClient, RenewSecret
from shared.contracts.auth.keeping import (
    AbolishUnit,
    CreateCalendar,
    CreatePerson,
    CreateUnit,
    LinkedAccount,
    PersonForm,
    UndoChange,
    UnitForm,
    YearForm,
)
from shared.contracts.auth.rights import EnterRight, HandleRight, RequestRight
from shared.working_calendar import YearStatus

_DAY = date(2026, 11, 22)
_UNIT: dict[str, Any] = {
    "name": "Sở Y tế", "kind": "department", "calendar": "hue", "valid_from": _DAY,
}  # fmt: skip
_YEAR = YearForm(status=YearStatus.CONFIRMED, source="Thông báo 1")

DIRECTORY_SAMPLES: dict[str, Any] = {
    "parent": "tp-hue", "include_closed": True, "folder": "units", "record": "so-y-te",
    "person": "p1", "is_locked": True, "account": "a1", "calendar": "hue", "dry_run": True,
    "audit_action": "unit.", "actor": "a1", "first": "2026-11-01", "last": "2026-11-30",
    "request": "r1", "rights_step": "agree", "work": "open", "session": "s1", "client": "lgsp",
}  # fmt: skip
DIRECTORY_BODIES = {
    "register_client": RegisterClient(name="lgsp", title="Trục liên thông"),
    "revise_client": ClientForm(title="Trục liên thông"), "renew_client_secret": RenewSecret(),
    "create_unit": CreateUnit(id="so-y-te", **_UNIT), "revise_unit": UnitForm(**_UNIT),
    "abolish_unit": AbolishUnit(valid_to=_DAY, reason="Sáp nhập"),
    "undo_change": UndoChange(version=2), "create_person": CreatePerson(name="Lê Thị Bình"),
    "revise_person": PersonForm(name="Lê Thị Bình"), "assign_roles": RolesChange(roles=[]),
    "link_account": LinkedAccount(issuer="https://sso.example", subject="1"),
    "create_calendar": CreateCalendar(id="rieng", name="Lịch riêng", copy_of="hue"),
    "request_right": RequestRight(kind="view"),
    "enter_right": EnterRight(kind="view", number="000190000101", received_on=_DAY),
    "handle_right": HandleRight(),
    "set_year": _YEAR, "preview_year": _YEAR,
}  # fmt: skip
