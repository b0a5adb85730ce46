"""The directory these tests run with: a province, two departments, and units with a flaw each."""

import json
from datetime import date
from pathlib import Path

from shared.contracts.auth.directory import CalendarOut, DirectoryOut, PersonOut, UnitOut
from shared.identity import Role

HUE = Path(__file__).parents[3] / "services/auth/calendars/data/hue.json"

PROVINCE, JUSTICE, SCIENCE = "ubnd-hue", "so-tu-phap", "so-khcn"
NO_OFFICERS, NOBODY = "xa-khong-chuyen-vien", "xa-khong-ai"
ABOLISHED, SILENT, FUTURE = "so-cu", "so-im-lang", "so-moi"


def calendar() -> CalendarOut:
    """Return Huế's calendar as auth ships it."""
    return CalendarOut.model_validate(json.loads(HUE.read_text("utf-8")))


def unit(unit_id: str, name: str, **fields) -> UnitOut:
    """Return a department of the province."""
    given = {"kind": "department", "parent": PROVINCE, "valid_from": date(2025, 7, 1), **fields}
    return UnitOut(id=unit_id, name=name, calendar="hue", **given)


def person(person_id: str, name: str, *roles: tuple[str, str], **fields) -> PersonOut:
    """Return somebody holding `(role, unit)` pairs."""
    held = [Role(role=role, unit=unit_id) for role, unit_id in roles]
    given = {"email": f"{person_id}@hue.example", **fields}
    return PersonOut(id=person_id, name=name, roles=held, **given)


def directory() -> DirectoryOut:
    """Return the directory."""
    units = [
        unit(PROVINCE, "Ủy ban nhân dân thành phố Huế", kind="province", parent=None),
        unit(JUSTICE, "Sở Tư pháp", name_en="Department of Justice"),
        unit(SCIENCE, "Sở Khoa học và Công nghệ"),
        unit(NO_OFFICERS, "Xã A", kind="commune"),
        unit(NOBODY, "Xã B", kind="commune"),
        unit(ABOLISHED, "Sở Thông tin và Truyền thông", valid_to=date(2025, 7, 2)),
        unit(SILENT, "Sở Im Lặng", accepts_questions=False),
        unit(FUTURE, "Sở Mới", valid_from=date(2099, 1, 1)),
    ]
    people = [
        person("officer1", "Lê Thị Hồng", ("officer", JUSTICE)),
        person("officer2", "Trần Văn Nam", ("officer", JUSTICE), language="en"),
        person("officer3", "Phạm Quốc Bảo", ("officer", SCIENCE)),
        person("retired1", "Người Đã Nghỉ", ("officer", JUSTICE), is_active=False),
        person("head1", "Nguyễn Thị Lan", ("head", JUSTICE)),
        person("head2", "Hoàng Văn Minh", ("head", NO_OFFICERS)),
        person("coordinator1", "Đặng Thu Hà", ("coordinator", PROVINCE)),
        person("leader1", "Võ Đình Phúc", ("leader", PROVINCE)),
    ]
    return DirectoryOut(units=units, people=people, calendars=[calendar()])
