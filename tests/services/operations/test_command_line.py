"""The command line: its help, what it finds in the services, and what it refuses."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.operations.app import app
from services.operations.backups.commands import app as backup
from services.operations.discovery import ROOT, commands

SETTINGS = {"ENVIRONMENT": "test", "MONGODB_URI": "mongodb://127.0.0.1:1/"}


def langnghe(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.operations", *words],
        env={"PATH": os.environ["PATH"], "COLUMNS": "200", **SETTINGS, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_group_and_loads_no_service() -> None:
    asked = (
        "import sys; import services.operations.app; "
        "print({'fastapi', 'pymongo', 'beanie', 'pydantic', 'services.qa'} & set(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "set()"
    shown = langnghe("--help")
    assert shown.returncode == 0
    for group in ("backup", "migrate", "secrets", "key", "auth", "qa", "survey", "gateway"):
        assert f" {group} " in shown.stdout


def test_every_module_of_a_service_that_can_be_run_is_a_command() -> None:
    found = {command.module: command for command in commands()}
    assert {
        "services.auth.people", "services.qa.directory", "services.qa.escalations",
        "services.qa.figures.recount", "services.survey.figures.recount", "gateway.announcements",
    } <= found.keys()  # fmt: skip
    recount = found["services.survey.figures.recount"]
    assert (recount.owner, recount.name) == ("survey", "figures-recount")
    assert recount.about == "Proves that the figures equal a raw recount"
    assert all(command.about for command in found.values())
    names = [(command.owner, command.name) for command in found.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("command", commands(), ids=lambda one: f"{one.owner}-{one.name}")
def test_a_docstring_says_in_a_line_what_a_command_does(command) -> None:
    assert 10 <= len(command.about) <= 130
    assert "`" not in command.about[:1]


def test_the_commands_of_the_documents_are_there() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.split("## Commands", 1)[1].split("\n## ", 1)[0]
    named = {
        word
        for row in re.findall(r"^\| (`[^|]*`) \|", table, re.M)
        for word in re.findall("`(.*?)`", row)
    }
    there = {f"{command.owner} {command.name}" for command in commands()}
    there |= {f"backup {one.name or one.callback.__name__}" for one in backup.registered_commands}
    there |= {one.name or one.callback.__name__ for one in app.registered_commands}
    missing = {
        one
        for one in named
        if not any(
            f"{one} ".startswith(f"{word} ") or f"backup {one} ".startswith(f"{word} ")
            for word in there
        )
    }
    assert len(named) > 15
    assert missing == set()


def test_a_service_s_command_gets_its_own_options_and_help() -> None:
    shown = langnghe("qa", "escalations", "--help")
    assert (shown.returncode, "--as-of" in shown.stdout) == (0, True)
    refused = langnghe("qa", "escalations", "--as-of", "yesterday")
    assert (refused.returncode, "--as-of" in refused.stderr) == (2, True)


def test_settings_that_cannot_be_used_are_named_without_a_traceback() -> None:
    found = langnghe("backup", "list", ENVIRONMENT="production")
    assert found.returncode == 1
    assert "PUBLIC_URL must be https in production" in found.stderr
    assert "Traceback" not in found.stderr


def test_what_is_not_there_is_said_without_a_traceback(tmp_path: Path) -> None:
    found = langnghe("backup", "verify", "--folder", str(tmp_path))
    assert (found.returncode, found.stdout) == (1, "")
    assert f"There is no backup in {tmp_path}." in found.stderr
    assert "Traceback" not in found.stderr
    shown = langnghe("backup", "list", "--folder", str(tmp_path))
    assert (shown.returncode, "no backup" in shown.stdout) == (0, True)


def test_a_store_that_does_not_answer_is_said_without_a_traceback(tmp_path: Path) -> None:
    found = langnghe(
        "migrate",
        "qa",
        "--dry-run",
        MONGODB_URI="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200",
    )
    assert found.returncode == 1
    assert "MongoDB does not answer" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_new_key_can_be_used_as_one() -> None:
    from shared.cipher import parse_keys

    made = langnghe("key", "k2")
    assert list(parse_keys(made.stdout)) == ["k2"]
    assert langnghe("key", "k-2").returncode == 1
