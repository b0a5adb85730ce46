"""Records what a program asks MongoDB, so that a test can look at every query it makes."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bson import json_util
from pymongo import monitoring

Json = dict[str, Any]
_READS = {"find", "aggregate", "count", "distinct"}
_WRITES = {"update": "updates", "delete": "deletes"}
_ABOUT_THE_CALL = {
    "lsid", "txnNumber", "startTransaction", "autocommit", "readConcern", "writeConcern",
    "$db", "$clusterTime", "$readPreference", "maxTimeMS",
}  # fmt: skip


class CommandRecorder(monitoring.CommandListener):
    """The commands started by clients made while it records."""

    def __init__(self) -> None:
        self.reads: dict[str, Json] = {}
        self.write_filters: list[tuple[str, Json]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note a command, once for each shape of it."""
        name = event.command_name
        command = copy.deepcopy(dict(event.command))
        if name in _READS:
            asked = {key: value for key, value in command.items() if key not in _ABOUT_THE_CALL}
            self.reads.setdefault(_shape(asked), asked)
        elif name in _WRITES:
            collection = command[name]
            self.write_filters += [(collection, one["q"]) for one in command[_WRITES[name]]]

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to note."""


@contextmanager
def recorded_commands() -> Iterator[CommandRecorder]:
    """Record the commands of clients that are made inside the block."""
    recorder = CommandRecorder()
    listeners = monitoring._LISTENERS.command_listeners
    listeners.append(recorder)
    try:
        yield recorder
    finally:
        listeners.remove(recorder)


def _shape(value: Any) -> str:
    """Return a command without its values: equal for the same query with other arguments."""

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: bare(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [bare(inner) for inner in part[:3] if isinstance(inner, dict)]
        return "?"

    collection = next(iter(value.values()))
    return f"{collection} {json.dumps(bare(value), default=json_util.default)}"
