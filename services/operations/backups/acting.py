"""What the commands of `langnghe backup` do; loaded only when one runs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from rich.table import Table

from services.operations.backups import erasures, keeping
from services.operations.backups.archives import Archive, archives_in, check, read_archive
from services.operations.backups.drills import rehearse
from services.operations.backups.dumping import Report, take_backup
from services.operations.backups.restoring import (
    refuse_a_damaged,
    refuse_to_overwrite,
    restore,
)
from services.operations.migrating import newest
from services.operations.problems import OperatorProblem
from services.operations.screen import progress, remarks, results
from services.operations.settings import OperationsSettings
from shared.clock import HO_CHI_MINH


def create(folder: Path | None, *, dry_run: bool) -> None:
    """Back all databases up as they are at this moment, then remove what is kept no longer."""
    settings, into = _asked(folder)
    if dry_run:
        results.print(f"Would back {', '.join(settings.databases.values())} up into {into}.")
        _say_outdated(into, settings)
        return
    with _client(settings) as client, _bars() as report:
        archive = take_backup(client, settings.databases, into, report)
        erasures.note(client, settings.databases, into)
    results.print(
        f"{archive.folder.name}: {archive.manifest.documents} documents in "
        f"{archive.manifest.seconds:.1f} s, {archive.bytes / 1e6:.1f} MB."
    )
    _remove_outdated(into, settings)


def show(folder: Path | None) -> None:
    """List the backups, the oldest first."""
    _, into = _asked(folder)
    table = Table("name", "taken", "documents", "MB", "of one", box=None)
    for archive in archives_in(into):
        manifest = archive.manifest
        taken = manifest.taken_at.astimezone(HO_CHI_MINH)
        table.add_row(
            archive.folder.name, f"{taken:%d/%m/%Y %H:%M}", str(manifest.documents),
            f"{archive.bytes / 1e6:.1f}", manifest.consistency,
        )  # fmt: skip
    results.print(table if table.row_count else f"There is no backup in {into}.")


def verify(name: str, folder: Path | None) -> None:
    """Check that every file of a backup is as it was written."""
    archive = _named(name, _asked(folder)[1])
    if faults := check(archive):
        raise OperatorProblem(f"{archive.folder.name}: {'; '.join(faults)}.")
    results.print(f"{archive.folder.name} is whole.")


def prune(folder: Path | None, *, dry_run: bool) -> None:
    """Remove backups that BACKUP_KEEP_LATEST and BACKUP_KEEP_DAYS keep no longer."""
    settings, into = _asked(folder)
    if dry_run:
        _say_outdated(into, settings)
    else:
        _remove_outdated(into, settings)


def bring_back(name: str, folder: Path | None, *, dry_run: bool, replace: str) -> None:
    """Restore a backup into empty databases; all processes must be stopped."""
    settings, into = _asked(folder)
    archive = _named(name, into)
    refuse_a_damaged(archive)
    _refuse_the_newer(archive)
    names = {old: settings.databases[s] for s, old in archive.manifest.databases.items()}
    with _client(settings) as client:
        if replace and replace != archive.folder.name:
            raise OperatorProblem(f"--replace must name the backup: {archive.folder.name}.")
        if not replace:
            refuse_to_overwrite(client, names)
        said = f"{archive.folder.name} into {', '.join(names.values())}"
        if dry_run:
            results.print(f"Would {'drop them and ' if replace else ''}restore {said}.")
            return
        if replace:
            for database in names.values():
                client.drop_database(database)
        with _bars(archive) as report:
            restore(client, archive, names, report)
    results.print(f"Restored {said}: {archive.manifest.documents} documents, all as backed up.")
    if people := erasures.since(into, archive.manifest.taken_at):
        results.print(
            "Erased since it was taken, and here again. Once auth and its worker run:\n"
            f"langnghe auth rights erase-again {' '.join(people)}"
        )


def drill(name: str, folder: Path | None, report_file: Path | None) -> None:
    """Rehearse a restore beside the running system: restore, prove, and drop again."""
    settings, into = _asked(folder)
    archive = _named(name, into)
    _refuse_the_newer(archive)
    with _client(settings) as client, _bars(archive) as report:
        went = rehearse(client, archive, report, lambda module: remarks.print(f"{module} …"))
    for module, words in went.said.items():
        results.print(f"{module}: {words}")
    results.print(
        f"{archive.folder.name}: restored in {went.restored_seconds:.1f} s, "
        f"proved in {went.proved_seconds:.1f} s."
    )
    if report_file is not None:
        told = {
            "backup": archive.folder.name, "passed": went.passed, "said": went.said,
            "documents": archive.manifest.documents, "restored_seconds": went.restored_seconds,
            "proved_seconds": went.proved_seconds,
        }  # fmt: skip
        report_file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    if not went.passed:
        raise OperatorProblem(f"The drill failed: {', '.join(went.failed)}.")


def _asked(folder: Path | None) -> tuple[OperationsSettings, Path]:
    settings = OperationsSettings()
    return settings, folder or settings.backup_folder


def _named(name: str, folder: Path) -> Archive:
    if name != "latest":
        return read_archive(folder / name)
    archives = archives_in(folder)
    if not archives:
        raise OperatorProblem(f"There is no backup in {folder}.")
    return archives[-1]


def _refuse_the_newer(archive: Archive) -> None:
    for service, number in archive.manifest.schemas.items():
        if number > newest(service):
            raise OperatorProblem(
                f"{archive.folder.name} was taken by a newer version: {service} is at migration "
                f"{number}, this version knows {newest(service)}."
            )


def _say_outdated(folder: Path, settings: OperationsSettings) -> None:
    for archive in _outdated(folder, settings):
        results.print(f"Would remove {archive.folder.name}.")


def _remove_outdated(folder: Path, settings: OperationsSettings) -> None:
    for archive in _outdated(folder, settings):
        keeping.remove(archive.folder)
        remarks.print(f"Removed {archive.folder.name}, kept no longer.")
    for path in keeping.unfinished(folder):
        keeping.remove(path)
        remarks.print(f"Removed {path.name}, never finished.")


def _outdated(folder: Path, settings: OperationsSettings) -> list[Archive]:
    return keeping.outdated(
        archives_in(folder), latest=settings.backup_keep_latest, days=settings.backup_keep_days
    )


@contextmanager
def _client(settings: OperationsSettings) -> Iterator[MongoClient[dict[str, Any]]]:
    client: MongoClient[dict[str, Any]] = MongoClient(
        settings.mongodb_uri, serverSelectionTimeoutMS=5_000, retryWrites=False, tz_aware=True
    )
    with client:
        yield client


@contextmanager
def _bars(archive: Archive | None = None) -> Iterator[Report]:
    """Give what moves a bar for all documents, or one without an end while they are not known."""
    with progress("documents") as bars:
        task = bars.add_task("", total=archive.manifest.documents if archive else None)

        def report(name: str, more: int) -> None:
            bars.update(task, description=name, advance=more)

        yield report
        bars.update(task, description="done", total=bars.tasks[task].completed)
