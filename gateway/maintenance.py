"""Planned downtime, announced ahead on every page; while it lasts, 503 with `Retry-After`.

Decree 224/2026, Art. 13: users are told at least 7 working days ahead. The announcement is a file
(`GATEWAY_MAINTENANCE_FILE`) that every gateway reads anew when it changes:

    python -m gateway.announcements write --begins 2026-12-05T22:00+07:00 --ends …

Health and static files are served on, so that nothing restarts us and the page looks right.
"""

from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from shared.clock import now
from shared.logging import get_logger
from shared.problems import Unavailable

_log = get_logger(__name__)
_SPARED = ("/static/", "/healthz", "/readyz", "/metrics")


class UnderMaintenance(Unavailable):
    """Announced work is being done; `Retry-After` says until when."""

    slug, title = "under-maintenance", "Planned maintenance is under way"


class Announcement(BaseModel):
    """One planned downtime and why, in both languages."""

    model_config = ConfigDict(frozen=True)

    announced_at: AwareDatetime
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    reason_vi: str = ""
    reason_en: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Announcement":
        if not self.announced_at <= self.begins_at < self.ends_at:
            raise ValueError("it is announced before it begins, and begins before it ends")
        return self

    def reason(self, language: str) -> str:
        """Return why, in the reader's language."""
        return self.reason_en if language == "en" else self.reason_vi


class Maintenance:
    """The announcement in force; `look` finds a changed file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._announcement: Announcement | None = None
        self.look()

    def look(self) -> None:
        """Read the file if it changed; one that cannot be read changes nothing."""
        if self._path is None:
            return
        try:
            status = self._path.stat()
        except OSError:
            self._announcement, self._seen = None, None
            return
        seen = (status.st_mtime_ns, status.st_size)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._announcement = Announcement.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            _log.error("announcement_unreadable", error=type(error).__name__)

    @property
    def notice(self) -> Announcement | None:
        """What pages tell: downtime to come, or under way."""
        known = self._announcement
        return known if known is not None and now() < known.ends_at else None

    @property
    def is_on(self) -> bool:
        """Whether the downtime is now."""
        known = self._announcement
        return known is not None and known.begins_at <= now() < known.ends_at

    @property
    def seconds_left(self) -> int:
        """How long it will last yet."""
        ends: datetime = self._announcement.ends_at if self._announcement else now()
        return max(1, round((ends - now()).total_seconds()))


def is_spared(path: str) -> bool:
    """Whether this is served all the same."""
    return path.startswith(_SPARED)
