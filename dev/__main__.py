"""The development commands: `python -m dev --help`. `make` is the usual way to call them."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dev.children import end_with_parent
from dev.data_folder import remove_data
from dev.problems import DevelopmentProblem
from dev.screen import Screen
from dev.settings import ROOT, DevelopmentSettings, read_settings
from dev.up import make_demo_data, operate, recount_figures, run_system

app = typer.Typer(
    help="Development commands of Lắng Nghe.", no_args_is_help=True, add_completion=False
)
EnvFile = Annotated[
    Path, typer.Option(help="Settings of this machine; the environment wins over them.")
]
DEFAULT_ENV_FILE = ROOT / ".env"


@app.command()
def up(
    env_file: EnvFile = DEFAULT_ENV_FILE,
    reload: Annotated[
        bool, typer.Option(help="Restart on changed code, logs on the terminal.")
    ] = False,
    demo: Annotated[bool, typer.Option(help="Make demo data when there is none.")] = True,
    stop_with_parent: Annotated[
        bool, typer.Option(help="End when the process that started this one dies.")
    ] = False,
) -> None:
    """Start everything, wait until it is ready, and stop it on Ctrl-C."""
    if stop_with_parent:
        end_with_parent()
    run_system(_settings(env_file), Screen(), reload=reload, demo=demo)


@app.command()
def seed(env_file: EnvFile = DEFAULT_ENV_FILE) -> None:
    """Make the demo data that is missing, in the running copy or for the next start."""
    make_demo_data(_settings(env_file), Screen())


@app.command()
def recount(env_file: EnvFile = DEFAULT_ENV_FILE) -> None:
    """Prove that the running copy's figures equal a raw count of what was submitted."""
    recount_figures(_settings(env_file))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def langnghe(context: typer.Context) -> None:
    """Run one of the operator's commands, with its options, on the running copy."""
    raise typer.Exit(operate(_settings(DEFAULT_ENV_FILE), context.args))


@app.command()
def clean(env_file: EnvFile = DEFAULT_ENV_FILE) -> None:
    """Remove all development data, unless a running copy holds it."""
    remove_data(_settings(env_file).data_dir)


def _settings(env_file: Path) -> DevelopmentSettings:
    return read_settings(os.environ, env_file)


def main() -> None:
    """Run a command; what the person can mend is said without a traceback."""
    try:
        app()
    except DevelopmentProblem as problem:
        Screen().problem(str(problem))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
