"""One row of a table into the directory: new, changed, or as it is already.

In a dry run nothing is stored: the form is checked, and that the units it names are known here or
stand earlier in the file. Everything else the real run decides by the same rules as the pages.
"""

from typing import Any, Literal

from services.auth.bootstrap import AuthRuntime
from services.auth.calendars.queries import all_calendars
from services.auth.imports.reading import Row, RowUnreadable, person_fields, unit_fields
from services.auth.people import joining
from services.auth.people import service as people
from services.auth.people.documents import PersonDocument
from services.auth.people.model import Person
from services.auth.units import service as units
from services.auth.units.model import Unit
from services.auth.units.queries import administered_units, find_unit
from shared.clock import today
from shared.contracts.auth.changes import RolesChange
from shared.contracts.auth.keeping import CreatePerson, CreateUnit, PersonForm, UnitForm
from shared.idempotency import Once
from shared.identity import Caller

Outcome = Literal["created", "updated", "unchanged"]


class Writer:
    """Takes rows one after the other for one administrator."""

    def __init__(self, runtime: AuthRuntime, by: Caller, *, dry_run: bool) -> None:
        self._runtime = runtime
        self._by = by
        self._dry_run = dry_run
        self._seen: set[str] = set()
        self._administered: set[str] = set()
        self._calendars: set[str] = set()
        self._people: dict[str, Person] = {}

    async def open(self, kind: str) -> None:
        """Read what rows are compared with."""
        self._administered = await administered_units(self._by)
        self._calendars = {calendar.id for calendar in await all_calendars()}
        if kind == "people":
            stored = await PersonDocument.find({"is_managed": True}).to_list()
            for one in stored:
                self._know(one.opened(self._runtime.cipher))

    async def write_unit(self, row: Row) -> Outcome:
        """Take a unit; raises `RowUnreadable`, `ValidationError` and the problems of the rules."""
        fields = unit_fields(row)
        name = self._first_time("id", str(fields.get("id", "")))
        known = await find_unit(name)
        body = CreateUnit.model_validate({**await self._begun(fields, known), **fields})
        self._check_units("parent", [body.parent] if body.parent else [])
        if self._dry_run:
            if body.calendar not in self._calendars:
                raise RowUnreadable("calendar", "unknown_calendar")
            self._administered.add(name)
        if known is None:
            if not self._dry_run:
                await units.create_unit(self._runtime.mongo, self._by, body)
                self._administered.add(name)
            return "created"
        form = UnitForm.model_validate(body.model_dump(exclude={"id"}))
        if all(getattr(known, field) == getattr(form, field) for field in UnitForm.model_fields):
            return "unchanged"
        if not self._dry_run:
            keeping = units.Keeping(self._by, name, known.version)
            await units.revise_unit(self._runtime.mongo, keeping, form)
        return "updated"

    async def write_person(self, row: Row) -> Outcome:
        """Take a person; raises the same."""
        fields = person_fields(row)
        key = str(fields.pop("id", "") or fields.get("email", ""))
        known = self._people.get(self._first_time("email", key))
        begun = known.model_dump(include={*PersonForm.model_fields, "roles"}) if known else {}
        body = CreatePerson.model_validate({**begun, **fields})
        self._check_units("roles", [role.unit for role in body.roles])
        if known is None:
            if not self._dry_run:
                once = Once("", None, body, self._runtime.cipher)
                made = await joining.create_person(
                    self._runtime.mongo, self._runtime.cipher, self._by, body, once
                )
                self._know(made)
            return "created"
        return await self._change(known, body)

    async def _change(self, known: Person, body: CreatePerson) -> Outcome:
        form = PersonForm.model_validate(body.model_dump(include=set(PersonForm.model_fields)))
        is_same = all(
            getattr(known, name) == getattr(form, name) for name in type(form).model_fields
        )
        has_roles = {(one.role, one.unit) for one in known.roles} == {
            (one.role, one.unit) for one in body.roles
        }
        if not self._dry_run:
            cipher, mongo = self._runtime.cipher, self._runtime.mongo
            async with self._runtime.marks.changing([known.id]):
                if not is_same:
                    change = people.Change(cipher, self._by, known.id, known.version)
                    known = await people.revise_person(mongo, change, form)
                if not has_roles:
                    change = people.Change(cipher, self._by, known.id, known.version)
                    roles = RolesChange(roles=body.roles).roles
                    known = await people.assign_roles(mongo, change, roles)
            self._know(known)
        return "unchanged" if is_same and has_roles else "updated"

    async def _begun(self, fields: dict[str, Any], known: Unit | None) -> dict[str, Any]:
        """Return what a unit says where the row is silent: as before, or as its parent."""
        if known is not None:
            return known.model_dump(include=set(UnitForm.model_fields))
        parent = await find_unit(str(fields.get("parent", "")))
        calendar = parent.calendar if parent else min(self._calendars, default="")
        return {"calendar": calendar, "valid_from": today()}

    def _know(self, person: Person) -> None:
        self._people[person.id] = person
        if person.email:
            self._people.setdefault(person.email.casefold(), person)
            if self._people[person.email.casefold()].id == person.id:
                self._people[person.email.casefold()] = person

    def _first_time(self, field: str, key: str) -> str:
        key = key.casefold()
        if not key:
            raise RowUnreadable(field, "missing")
        if key in self._seen:
            raise RowUnreadable(field, "duplicate")
        self._seen.add(key)
        return key

    def _check_units(self, field: str, named: list[str]) -> None:
        for unit in named:
            if unit not in self._administered:
                raise RowUnreadable(field, "unknown_unit")
