"""`python -m dev.supply`: known faults of the product's parts, their list, and their licences."""

import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dev.settings import ROOT
from dev.supply.advisories import allowed, faults
from dev.supply.bills import DEFAULT, write_bill
from dev.supply.licences import write_list
from dev.supply.locks import LOCK, parts

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command()
def audit(
    database: Annotated[
        Path | None, typer.Option(help="OSV records of PyPI, folder or zip, instead of asking.")
    ] = None,
) -> None:
    """Look for known faults; 1 when one is found that is not allowed, 2 when nobody answers."""
    today = datetime.now(UTC).date()
    for one in allowed():
        if one.review_by < today:
            print(f"{one.id} of {one.package} was to be looked at again by {one.review_by}.")
    if database is None:
        raise typer.Exit(_ask_pip_audit())
    known = faults(parts(), database)
    open_ones = [fault for fault in known if not fault.is_allowed(allowed(), today)]
    for fault in open_ones:
        print(f"{fault.package} {fault.version}: {fault.id} {fault.summary}")
    print(f"{len(parts())} parts, {len(known)} known faults, {len(open_ones)} not allowed.")
    raise typer.Exit(1 if open_ones else 0)


@app.command()
def sbom(path: Annotated[Path, typer.Argument(help="Where it goes.")] = DEFAULT) -> None:
    """Write the bill of materials in CycloneDX."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    print(f"Written: {write_bill(parts(), version, path)}")


@app.command()
def licences() -> None:
    """Write docs/licences.md; fails on a licence that is not allowed."""
    print(f"Written: {write_list(parts())}")


def _ask_pip_audit() -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK)]
    command += ["--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    for one in allowed():
        command += ["--ignore-vuln", one.id]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    said = found.stdout + found.stderr
    print(said)
    # It ends well, too, when it could look up nothing.
    if "could not be audited" in said or not ("Found " in said or found.returncode == 0):
        print("Nobody answered for all of them. Without the internet: make audit DATABASE=all.zip")
        return 2
    return found.returncode


if __name__ == "__main__":
    app()
