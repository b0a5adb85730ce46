"""Lists to pick from: units by kind, topics; in Vietnamese order, only what may be picked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.labels import UNIT_KIND
from gateway.pages.deps import PageMaker
from shared.clock import HO_CHI_MINH, now
from shared.collation import vietnamese_sort_key
from shared.contracts.auth.directory import UnitOut
from shared.contracts.qa.questions import TopicOut

Option = dict[str, Any]


def askable_units(units: Iterable[UnitOut]) -> list[UnitOut]:
    """Return the units that take questions today."""
    today = now().astimezone(HO_CHI_MINH).date()
    return [
        unit
        for unit in units
        if unit.accepts_questions
        and unit.valid_from <= today
        and (unit.valid_to is None or today <= unit.valid_to)
    ]


def unit_options(pages: PageMaker, units: Sequence[UnitOut]) -> list[Option]:
    """Return units to pick from, one group for each kind that occurs."""
    groups = []
    for kind, label in UNIT_KIND.items():
        found = [unit for unit in units if unit.kind == kind]
        if found:
            found.sort(key=lambda unit: vietnamese_sort_key(unit.name))
            inner = [{"value": unit.id, "label": _name(pages, unit)} for unit in found]
            groups.append({"label": pages.say(label), "options": inner})
    return groups


def topic_options(pages: PageMaker, topics: Iterable[TopicOut]) -> list[Option]:
    """Return topics to pick from."""
    names = [
        (topic.name_en if pages.language == "en" else topic.name, topic.id) for topic in topics
    ]
    return [
        {"value": value, "label": label}
        for label, value in sorted(names, key=lambda pair: vietnamese_sort_key(pair[0]))
    ]


def label_options(pages: PageMaker, labels: Mapping[str, str], keys: Iterable[str]) -> list[Option]:
    """Return keys of a contract to pick from, in words."""
    return [{"value": key, "label": pages.say(labels[key])} for key in keys]


def _name(pages: PageMaker, unit: UnitOut) -> str:
    return unit.name_en or unit.name if pages.language == "en" else unit.name
