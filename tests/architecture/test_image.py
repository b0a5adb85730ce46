"""The image starts what exists, the example names every setting, and no secret has a value."""

import ast
import importlib
import re
import sys
from importlib.metadata import packages_distributions

from tests.architecture.settings_names import DEVELOPMENT, documented, read_by_processes
from tests.architecture.test_files import ROOT, python_sources

SECRET = re.compile(r"_(SECRET|SECRETS|KEYS|PASSWORD)$")
IMAGE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_starts_an_application_that_exists() -> None:
    target = re.search(r'"((?:gateway|services)[\w.]*):(\w+)"', IMAGE)
    assert target
    assert hasattr(importlib.import_module(target[1]), target[2])


def test_the_image_holds_no_development_and_runs_as_nobody_in_particular() -> None:
    assert "requirements-dev" not in IMAGE
    assert "--require-hashes" in IMAGE
    assert re.findall(r"^COPY (\w+) ", IMAGE, flags=re.MULTILINE) == [
        "shared", "services", "gateway",
    ]  # fmt: skip
    assert "USER 10001:10001" in IMAGE
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"


def test_what_is_in_the_image_imports_only_what_is_installed_there() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", lock, flags=re.MULTILINE))
    installed = packages_distributions()
    ours = {"shared", "services", "gateway"}
    foreign: set[str] = set()
    for path in python_sources():
        if path.relative_to(ROOT).parts[0] in ours:
            foreign |= imported_modules(path.read_text(encoding="utf-8"))
    foreign -= ours | set(sys.stdlib_module_names)
    assert len(foreign) > 20
    missing = {
        module
        for module in foreign
        if not {name.lower().replace("_", "-") for name in installed.get(module, [])} & pinned
    }
    assert missing == set()


def imported_modules(text: str) -> set[str]:
    """Return the top-level names of all imports, wherever they stand."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_operator_s_commands_are_in_the_image() -> None:
    called = re.search(r"exec python -m ([\w.]+) ", IMAGE)
    assert called
    assert (ROOT / called[1].replace(".", "/") / "__main__.py").is_file()
    assert "/usr/local/bin/langnghe" in IMAGE


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(documented()) == read_by_processes() | DEVELOPMENT


def test_no_secret_has_a_value_in_the_example() -> None:
    assert {name for name, value in documented().items() if SECRET.search(name) and value} == set()
