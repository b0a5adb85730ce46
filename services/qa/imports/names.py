"""Units and topics by what a file calls them: their id or their name, however it is written."""

from collections.abc import Iterable, Mapping
from datetime import date

from services.qa.units.tree import UnitTree
from shared.contracts.qa.questions import TopicOut
from shared.folding import fold, syllables

_SHORT = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("thanh pho", "tp"))


def name_key(name: str) -> str:
    """Return a name for comparing: `Ủy ban nhân dân TP. Huế` as `ubnd tp hue`."""
    key = " ".join(syllables(fold(name)))
    for long, short in _SHORT:
        key = key.replace(long, short)
    return key


class AmbiguousName(Exception):
    """Several are called so."""


class Names:
    """What can be named in a file, as it is now."""

    def __init__(self, tree: UnitTree, topics: Iterable[TopicOut], day: date) -> None:
        self._units: dict[str, set[str]] = {}
        self._ids = {fold(unit_id): unit_id for unit_id in tree.units}
        for unit in tree.units.values():
            for name in (unit.name, unit.name_en):
                if name:
                    self._units.setdefault(name_key(name), set()).add(unit.id)
        self._current = {unit.id for unit in tree.units.values() if unit.is_valid_on(day)}
        known = list(topics)
        self._topics: Mapping[str, str] = {
            **{name_key(topic.name_en): topic.id for topic in known if topic.name_en},
            **{name_key(topic.name): topic.id for topic in known},
            **{name_key(topic.id): topic.id for topic in known},
        }

    def unit(self, name: str) -> str | None:
        """Return the id of a unit, None if none is called so; raises `AmbiguousName`.

        Where several are, those that exist today go before those that were.
        """
        if found := self._ids.get(fold(name.strip())):
            return found
        called = self._units.get(name_key(name), set())
        called = called & self._current or called
        if len(called) > 1:
            raise AmbiguousName
        return next(iter(called), None)

    def topic(self, name: str) -> str | None:
        """Return the id of a topic, None if none is called so."""
        return self._topics.get(name_key(name))
