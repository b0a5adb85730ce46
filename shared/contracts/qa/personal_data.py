"""What qa tells auth of people's rights over their data; and its part of a copy."""

from shared.events import Event


class PersonDataGathered(Event):
    """Qa's part of a copy is ready to be had."""

    wire_name = "qa.person_data_gathered.v1"
    listeners = ("auth",)

    request: str


class PersonDataErased(Event):
    """Qa holds nothing of the person any more."""

    wire_name = "qa.person_data_erased.v1"
    listeners = ("auth",)

    request: str
