"""The demonstration's directory: Huế's real units, its calendar, made-up people for each unit.

Running it again adds what is missing and changes nothing else. The people of the sign-in sandbox
have the ids `demo-<person>`; those of other units `demo-<unit>-officer` and `demo-<unit>-head`.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeVar

from services.auth.bootstrap import AuthRuntime
from services.auth.calendars.documents import CalendarDocument
from services.auth.calendars.queries import shipped_calendars
from services.auth.directory.queries import whole_directory
from services.auth.people.documents import IdentityDocument, PersonDocument
from services.auth.people.model import Person
from services.auth.sandbox.persons import SandboxPerson, load_persons
from services.auth.units.documents import UnitDocument
from services.auth.units.model import Unit
from shared.clock import now
from shared.contracts.auth.changes import AssignedRole, RoleName
from shared.contracts.auth.directory import DirectoryOut
from shared.documents import Document

_UNITS = Path(__file__).parent / "units" / "data" / "hue.json"
_CALENDAR = "hue"
_MAIL = "hue.example"

SANDBOX_ROLES: dict[str, tuple[RoleName, str]] = {
    "officer1": ("officer", "so-tu-phap"),
    "officer2": ("officer", "so-tu-phap"),
    "head1": ("head", "so-tu-phap"),
    "officer3": ("officer", "so-xay-dung"),
    "coordinator1": ("coordinator", "tp-hue"),
    "leader1": ("leader", "tp-hue"),
    "admin1": ("admin", "tp-hue"),
}
LOCKED = {"locked1"}

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_MIDDLE = ("Văn", "Ngọc", "Minh", "Thanh", "Đức", "Thu", "Quang", "Khánh", "Gia", "Hải", "Bảo")
_GIVEN = ("An", "Bình", "Châu", "Giang", "Hà", "Hiếu", "Khoa", "Lan", "Long", "Mai", "Nam", "Vy")

D = TypeVar("D", bound=Document)


async def seed(runtime: AuthRuntime) -> None:
    """Fill the database with the demonstration."""
    units = demo_units()
    people = [*_sandbox_people(), *_people_of(units)]
    await _add_missing(CalendarDocument, [CalendarDocument.of(c) for c in shipped_calendars()])
    await _add_missing(UnitDocument, [UnitDocument.of(unit) for unit in units])
    sealed = [PersonDocument.sealed(person, runtime.cipher) for person in people]
    await _add_missing(PersonDocument, sealed)
    await _add_missing(IdentityDocument, list(_identities(runtime)))


async def directory(runtime: AuthRuntime) -> DirectoryOut:
    """Return the whole directory, to fill other services' copies."""
    return await whole_directory(runtime.cipher)


def demo_units() -> list[Unit]:
    """Return the units of the data file."""
    entries: list[dict[str, Any]] = json.loads(_UNITS.read_text("utf-8"))["units"]
    return [
        Unit.model_validate(
            {
                **entry,
                "calendar": _CALENDAR,
                "ancestors": [entry["parent"]] if entry["parent"] else [],
                "email": f"lienhe@{entry['id']}.{_MAIL}",
            }
        )
        for entry in entries
    ]


def _sandbox_people() -> Iterator[Person]:
    for person in load_persons().values():
        held = SANDBOX_ROLES.get(person.id)
        organization = person.organization
        yield Person(
            id=f"demo-{person.id}",
            account="organization" if organization else "person",
            name=organization.name if organization else person.name,
            email=person.email,
            number=organization.tax_code if organization else person.number,
            roles=[AssignedRole(role=held[0], unit=held[1])] if held else [],
            is_managed=held is not None,
            locked_at=now() if person.id in LOCKED else None,
        )


def _identities(runtime: AuthRuntime) -> Iterator[IdentityDocument]:
    issuer = runtime.settings.oidc_issuer

    def link(person: SandboxPerson) -> IdentityDocument:
        owner = f"demo-{person.id}"
        return IdentityDocument.linked(runtime.cipher, issuer, person.subject, owner)

    return map(link, load_persons().values())


def _people_of(units: Sequence[Unit]) -> Iterator[Person]:
    """Give every unit an officer and a head, unless the sandbox has one."""
    given = set(SANDBOX_ROLES.values())
    roles: tuple[Literal["officer", "head"], ...] = ("officer", "head")
    for unit in units:
        for role in roles:
            if (role, unit.id) not in given:
                name = f"{unit.id}-{role}"
                yield Person(
                    id=f"demo-{name}",
                    name=_made_up_name(Random(name)),
                    email=f"{role}@{unit.id}.{_MAIL}",
                    roles=[AssignedRole(role=role, unit=unit.id)],
                    is_managed=True,
                )


def _made_up_name(chance: Random) -> str:
    return " ".join(chance.choice(part) for part in (_FAMILY, _MIDDLE, _GIVEN))


async def _add_missing(kind: type[D], documents: Sequence[D]) -> None:
    stored = await kind.get_pymongo_collection().find({}, {"_id": 1}).to_list()
    known = {row["_id"] for row in stored}
    missing = [document for document in documents if document.id not in known]
    if missing:
        await kind.insert_many(missing)
