"""Units as citizens find them, and how well each answers."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.qa.base import UnitRef


class UnitFound(BaseModel):
    """A unit to choose; `parent` tells units of one name apart."""

    id: str
    name: str
    name_en: str = ""
    kind: str
    parent: UnitRef | None = None
    accepts_questions: bool


class UnitRecord(BaseModel):
    """`GET /units/{unit}/record`: the unit's last twelve months in public, today's month included.

    Shares and times are null while fewer than `minimum` questions stand behind them.
    `on_time_share` is `on_time` ÷ `decided`: questions within competence that are answered or
    overdue. `median_days` is in working days of eight hours.
    """

    unit: UnitRef
    start: date
    end: date
    minimum: int
    answered: int
    on_time: int
    decided: int
    on_time_share: float | None = None
    median_days: float | None = None
    ratings: int = 0
    satisfaction_share: float | None = None
