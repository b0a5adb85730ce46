"""What an event is: a fact that one service wrote and others act on, ids only, nothing personal."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """A fact. Subclasses say their wire name and which services listen.

    `wire_name` is `<service>.<fact>.v<n>`; a changed shape is a new name.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    wire_name: ClassVar[str]
    listeners: ClassVar[tuple[str, ...]]

    @classmethod
    def producer(cls) -> str:
        """Return the service that writes this event."""
        return cls.wire_name.split(".", 1)[0]
