"""`langnghe backup …`: names, options and help; what they do is loaded when one runs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Take, check, restore and rehearse backups.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option("--folder", help="Instead of BACKUP_FOLDER.")]
Name = Annotated[str, typer.Argument(help="A backup's name, or `latest`.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")]
Replace = Annotated[
    str, typer.Option(help="Drop what is there first: the name of the backup once more.")
]
Report = Annotated[Path | None, typer.Option("--report", help="Write the result as JSON, too.")]


@app.command()
def create(folder: Folder = None, dry_run: DryRun = False) -> None:
    """Back all databases up as they are at this moment, then remove what is kept no longer."""
    from services.operations.backups import acting  # noqa: PLC0415

    acting.create(folder, dry_run=dry_run)


@app.command("list")
def show(folder: Folder = None) -> None:
    """List the backups, the oldest first."""
    from services.operations.backups import acting  # noqa: PLC0415

    acting.show(folder)


@app.command()
def verify(name: Name = "latest", folder: Folder = None) -> None:
    """Check that every file of a backup is as it was written."""
    from services.operations.backups import acting  # noqa: PLC0415

    acting.verify(name, folder)


@app.command()
def prune(folder: Folder = None, dry_run: DryRun = False) -> None:
    """Remove backups that BACKUP_KEEP_LATEST and BACKUP_KEEP_DAYS keep no longer."""
    from services.operations.backups import acting  # noqa: PLC0415

    acting.prune(folder, dry_run=dry_run)


@app.command("restore")
def bring_back(
    name: Name, folder: Folder = None, dry_run: DryRun = False, replace: Replace = ""
) -> None:
    """Restore a backup into empty databases; all processes must be stopped."""
    from services.operations.backups import acting  # noqa: PLC0415

    acting.bring_back(name, folder, dry_run=dry_run, replace=replace)


@app.command()
def drill(name: Name = "latest", folder: Folder = None, report: Report = None) -> None:
    """Rehearse a restore beside the running system: restore, prove, and drop again."""
    from services.operations.backups import acting  # noqa: PLC0415

    acting.drill(name, folder, report)
