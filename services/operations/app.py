"""The command line: the operator's own commands, and one group for each service's."""

import asyncio
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from services.operations.backups.commands import app as backup
from services.operations.discovery import OWNERS, Command, commands
from services.operations.problems import OperatorProblem

app = typer.Typer(
    name="langnghe",
    help="Operate Lắng Nghe. Settings come from the environment, as for every process.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ABOUT = {
    "auth": "People, keys, sessions, rights and the audit log.",
    "qa": "Questions, deadlines, escalation.",
    "survey": "Ratings and their figures.",
    "gateway": "Pages, announcements of downtime.",
}


@app.command("secrets")
def make_secrets(
    folder: Annotated[Path, typer.Argument(help="Where the files go; what exists stays.")],
    mongodb: Annotated[
        str, typer.Option(help="Hosts and options of MongoDB's address.")
    ] = "mongo:27017/?replicaSet=langnghe",
    redis: Annotated[str, typer.Option(help="Host and port.")] = "redis:6379",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only name what is missing.")] = False,
) -> None:
    """Make the secrets of a new installation, one file for each."""
    from services.operations import secrets  # noqa: PLC0415
    from services.operations.screen import results  # noqa: PLC0415

    if dry_run:
        names = secrets.names()
        made = [name for name in names if not (folder / name).exists()]
        results.print(f"Would make: {', '.join(made) or 'nothing'}.")
    else:
        made = secrets.make_secrets(folder, mongodb=mongodb, redis=redis)
        results.print(f"Made in {folder}: {', '.join(made) or 'nothing, all were there'}.")
    for name, who in secrets.missing_from_others(folder).items():
        results.print(f"Still to be put there: {name}, {who}.")


@app.command()
def status() -> None:
    """Say what answers, what is migrated and how old the last backup is; 1 when something fails."""
    from services.operations.status import report  # noqa: PLC0415

    raise typer.Exit(report())


@app.command("key")
def make_key(
    key_id: Annotated[str, typer.Argument(help="Letters and digits; no key had it before.")],
) -> None:
    """Print a new key for fields at rest, to be put before the old ones in *_DATA_KEYS."""
    from services.operations.secrets import data_key  # noqa: PLC0415

    if not key_id.isalnum():
        raise OperatorProblem("A key's id has letters and digits only.")
    sys.stdout.write(f"{data_key(key_id)}\n")


@app.command()
def migrate(
    service: Annotated[str, typer.Argument(help="auth, qa or survey; without: all three.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list what was made and what is missing.")
    ] = False,
) -> None:
    """Make missing migrations and indexes; every process does so when it starts."""
    from services.operations.migrating import made_and_missing, open_and_close  # noqa: PLC0415
    from services.operations.screen import remarks, results  # noqa: PLC0415
    from services.operations.settings import SERVICES, OperationsSettings  # noqa: PLC0415

    if service and service not in SERVICES:
        raise OperatorProblem(f"There is no service {service}: {', '.join(SERVICES)}.")
    chosen = [service] if service else list(SERVICES)
    if not dry_run:
        for name in chosen:
            remarks.print(f"{name} …")
            asyncio.run(open_and_close(name))
    for line in asyncio.run(made_and_missing(OperationsSettings(), chosen)):
        results.print(line)


def _add_found() -> None:
    """Add the commands that the services offer."""
    groups = {owner: typer.Typer(help=ABOUT[owner], no_args_is_help=True) for owner in OWNERS}
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    for command in commands():
        groups[command.owner].command(
            command.name, help=command.about, add_help_option=False, context_settings=passed_on
        )(_runner(command))
    for owner, group in groups.items():
        app.add_typer(group, name=owner)


def _runner(command: Command) -> Callable[[typer.Context], None]:
    def run(context: typer.Context) -> None:
        sys.argv = [f"langnghe {command.owner} {command.name}", *context.args]
        runpy.run_module(command.module, run_name="__main__")

    return run


app.add_typer(backup, name="backup")
_add_found()
