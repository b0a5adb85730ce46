"""Which backups are kept: the youngest ones, and of older ones the last of each day for a while."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from services.operations.backups.archives import PART, Archive
from shared.clock import local_day, now

_FORGOTTEN_AFTER_SECONDS = 24 * 3_600


def outdated(archives: Sequence[Archive], *, latest: int, days: int) -> list[Archive]:
    """Return the backups, the oldest first, that no rule keeps."""
    kept = {archive.folder for archive in archives[-latest:]}
    oldest = now() - timedelta(days=days)
    last_of_day = {local_day(archive.manifest.taken_at): archive for archive in archives}
    kept |= {
        archive.folder for archive in last_of_day.values() if archive.manifest.taken_at >= oldest
    }
    return [archive for archive in archives if archive.folder not in kept]


def unfinished(folder: Path) -> list[Path]:
    """Return what backups left that were broken off more than a day ago."""
    if not folder.is_dir():
        return []
    limit = now().timestamp() - _FORGOTTEN_AFTER_SECONDS
    return [path for path in folder.glob(f"*{PART}") if path.stat().st_mtime < limit]


def remove(folder: Path) -> None:
    """Delete a backup: first what makes it one, so that no half of it is taken for a whole."""
    (folder / "manifest.json").unlink(missing_ok=True)
    shutil.rmtree(folder)
