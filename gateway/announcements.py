"""Announce planned downtime: `python -m gateway.announcements write|show|remove`.

Refuses one that begins in fewer than 7 working days (Decree 224/2026, Art. 13) unless it is
`--urgent`, and then says so. Working days are those of `--calendar`, a working calendar as JSON,
else Monday to Friday.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gateway.maintenance import Announcement
from shared.clock import now
from shared.working_calendar import WorkingCalendar, local_day, working_days_between

NOTICE_WORKING_DAYS = 7


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m gateway.announcements", description=__doc__)
    parser.add_argument("what", choices=["write", "show", "remove"])
    parser.add_argument("--file", type=Path, required=True, help="GATEWAY_MAINTENANCE_FILE")
    parser.add_argument("--begins", type=datetime.fromisoformat)
    parser.add_argument("--ends", type=datetime.fromisoformat)
    parser.add_argument("--reason-vi", default="")
    parser.add_argument("--reason-en", default="")
    parser.add_argument("--calendar", type=Path)
    parser.add_argument("--urgent", action="store_true")
    given = parser.parse_args(arguments)
    path: Path = given.file
    if given.what == "remove":
        path.unlink(missing_ok=True)
        return 0
    if given.what == "show":
        _say(path.read_text(encoding="utf-8") if path.exists() else "nothing is announced")
        return 0
    if given.begins is None or given.ends is None:
        parser.error("--begins and --ends, with their offset, are needed")
    announcement = Announcement(
        announced_at=now(),
        begins_at=given.begins,
        ends_at=given.ends,
        reason_vi=given.reason_vi,
        reason_en=given.reason_en,
    )
    return _write(path, announcement, _calendar(given.calendar), is_urgent=given.urgent)


def _write(
    path: Path, announcement: Announcement, calendar: WorkingCalendar, *, is_urgent: bool
) -> int:
    days = notice_days(announcement, calendar)
    if days < NOTICE_WORKING_DAYS and not is_urgent:
        _say(f"only {days} working days ahead, {NOTICE_WORKING_DAYS} are due; or --urgent")
        return 1
    draft = path.with_suffix(".new")
    draft.write_text(announcement.model_dump_json(indent=1), encoding="utf-8")
    draft.replace(path)  # no gateway reads half of it
    _say(f"announced {days} working days ahead")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def notice_days(announcement: Announcement, calendar: WorkingCalendar) -> int:
    """Return how many whole working days lie between the announcement and its beginning."""
    first = local_day(calendar, announcement.announced_at)
    last = local_day(calendar, announcement.begins_at)
    return max(0, working_days_between(calendar, first, last) - 1)


def _calendar(path: Path | None) -> WorkingCalendar:
    if path is not None:
        text = json.loads(path.read_text(encoding="utf-8"))
        return WorkingCalendar.model_validate(text.get("calendar", text))
    return WorkingCalendar.model_validate(_PLAIN)


_PLAIN = {"seasons": [{"starts": "01-01", "shifts": [{"opens": "08:00", "closes": "17:00"}]}]}


if __name__ == "__main__":
    sys.exit(main())
