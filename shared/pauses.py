"""Stretches during which a clock stands still, and which of them hold at a moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator


class Pause(BaseModel):
    """A clock stands still after `starts` up to `ends`; None while it still does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts: AwareDatetime
    ends: AwareDatetime | None = None
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError("a pause ends after it starts")
        return self


def any_open(pauses: Iterable[Pause], as_of: datetime | None = None) -> bool:
    """Say whether one is still open, and had begun at `as_of` when that is given."""
    return any(pause.ends is None and (as_of is None or pause.starts <= as_of) for pause in pauses)


def closed(pauses: Iterable[Pause], as_of: datetime | None = None) -> list[Pause]:
    """Return the pauses of some length, open ones ended at `as_of`, without it at their start."""
    ended = []
    for pause in pauses:
        ends = pause.ends or max(pause.starts, as_of or pause.starts)
        if ends > pause.starts:
            ended.append(pause.model_copy(update={"ends": ends}))
    return ended


def pause_at(pauses: Sequence[Pause], moment: datetime) -> Pause | None:
    """Return the first pause that holds at a moment: after its start, not after its end."""
    for pause in pauses:
        if pause.starts < moment and (pause.ends is None or moment <= pause.ends):
            return pause
    return None
