"""The directory of a measurement: the real units of Huế, each with made-up people."""

import json
from collections.abc import Iterator

from dev.settings import ROOT
from shared.contracts.auth.directory import CalendarOut, DirectoryOut, PersonOut, UnitOut
from shared.identity import Role

_AUTH = ROOT / "services" / "auth"
OFFICERS = 3
ROOT_UNIT = "tp-hue"


def directory() -> DirectoryOut:
    """Return the units, three officers and a head in each, and one coordinator."""
    told = json.loads((_AUTH / "units" / "data" / "hue.json").read_text("utf-8"))
    calendar = json.loads((_AUTH / "calendars" / "data" / "hue.json").read_text("utf-8"))
    units = [UnitOut.model_validate(unit) for unit in told["units"]]
    return DirectoryOut(
        units=units,
        people=[person for unit in units for person in _people(unit.id)],
        calendars=[CalendarOut.model_validate(calendar)],
    )


def officers(unit: str) -> list[str]:
    """Return the ids of the officers of a unit."""
    return [f"{unit}-officer{number}" for number in range(OFFICERS)]


def _people(unit: str) -> Iterator[PersonOut]:
    for person in officers(unit):
        yield _person(person, "officer", unit)
    yield _person(f"{unit}-head", "head", unit)
    if unit == ROOT_UNIT:
        yield _person(f"{unit}-coordinator", "coordinator", unit)


def _person(person: str, role: str, unit: str) -> PersonOut:
    held = Role.model_validate({"role": role, "unit": unit})
    return PersonOut(id=person, name=person, email=f"{person}@hue.example", roles=[held])
