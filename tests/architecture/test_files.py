"""Files stay small, names say what they hold, nothing foreign is copied in."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
LONGEST_SHARED_FILE = 250
LONGEST_SCRIPT = 100
LONGEST_FUNCTION = 60
NAMELESS = {"utils", "helpers", "common", "manager", "misc"}
SOURCES = ("shared", "services", "gateway", "dev", "bench")


def tracked(*patterns: str) -> list[Path]:
    """Return the files git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def python_sources() -> list[Path]:
    """Return the project's own Python files, tests aside."""
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in SOURCES]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_source_file_is_longer_than_one_thing() -> None:
    sources = tracked("*.py", "*.js", "*.css", "*.html", "*.jinja")
    assert len(sources) > 50
    too_long = {str(p.relative_to(ROOT)): lines(p) for p in sources if lines(p) > LONGEST_FILE}
    assert too_long == {}


def test_shared_modules_are_short() -> None:
    files = list((ROOT / "shared").glob("*.py"))
    too_long = {path.name: lines(path) for path in files if lines(path) > LONGEST_SHARED_FILE}
    assert too_long == {}


def test_scripts_are_short() -> None:
    scripts = tracked("gateway/*.js")
    assert scripts
    too_long = {path.name: lines(path) for path in scripts if lines(path) > LONGEST_SCRIPT}
    assert too_long == {}


def test_functions_are_short() -> None:
    too_long = {}
    for path in python_sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert too_long == {}


def test_no_file_is_named_for_nothing() -> None:
    named = {path.relative_to(ROOT) for path in tracked("*.py") if path.stem in NAMELESS}
    assert named == set()


def test_the_root_holds_only_what_the_layout_names() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    allowed = {
        ".ci", ".dockerignore", ".env.example", ".gitignore", "Dockerfile", "LICENSE", "Makefile",
        "README.md", "README.vi.md", "bench", "dev", "docker-compose.yml", "docs", "gateway",
        "k8s", "pyproject.toml", "requirements-dev.lock", "requirements.lock", "services",
        "shared", "tests",
    }  # fmt: skip
    assert names <= allowed, names - allowed


def test_no_merge_was_left_half_done() -> None:
    texts = tracked("*.py", "*.md", "*.html", "*.js", "*.css", "*.po", "*.json", "*.yaml", "*.yml")
    marks = re.compile(r"^(<{7}|>{7}|\|{7}) ", re.MULTILINE)
    left = [str(path) for path in texts if marks.search(path.read_text(encoding="utf-8"))]
    assert left == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_carry_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--index|--find-links|@ file", text)
    pinned = re.findall(r"^[a-z0-9][\w.\[\],-]*==", text, flags=re.MULTILINE)
    assert len(pinned) > 40
    assert text.count("--hash=sha256:") >= len(pinned)
