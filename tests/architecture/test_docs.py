"""What the documents name is there: files they link, commands, pages, settings."""

import re
from collections.abc import Iterator
from pathlib import Path

from fastapi.routing import iter_route_contexts

from gateway.app import create_app
from services.operations.app import app
from services.operations.backups.commands import app as backup
from services.operations.discovery import commands
from services.operations.secrets import GIVEN, names
from tests.architecture.settings_names import documented
from tests.architecture.test_files import ROOT, tracked
from tests.architecture.test_gateway import settings

PAGES = re.compile(
    r"/(?:hoi-dap|danh-gia|can-bo|lanh-dao|quan-tri|cong-khai|tai-khoan|dang-nhap|styleguide|docs)\b.*"
)


def documents() -> list[Path]:
    return tracked("docs/*.md", "README.md", "README.vi.md")


def quoted(pattern: str) -> Iterator[re.Match[str]]:
    """Yield what begins so and stands in code marks or on a line of a fenced block."""
    for path in documents():
        fenced = re.compile(r"^ *```\w*\n(.*?)^ *```", re.M | re.S)
        text = path.read_text(encoding="utf-8")
        lines = [line.strip() for block in fenced.findall(text) for line in block.splitlines()]
        for code in lines + re.findall(r"`([^`\n]+)`", fenced.sub("", text)):
            if found := re.match(pattern, code):
                yield found


def test_every_link_leads_somewhere() -> None:
    missing = [
        f"{path.name}: {link}"
        for path in documents()
        for link in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert missing == []


def test_every_command_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {found[1] for found in quoted(r"(?:[A-Z_]+=\S+ )?make ([a-z-]+)")}
    assert len(named) > 8
    assert named - targets == set()


def test_every_command_of_the_operator_is_there_with_its_options() -> None:
    """Words after the command's name stand in the source of what it runs."""
    sources = {
        f"{one.owner} {one.name}": _source(ROOT / one.module.replace(".", "/"))
        for one in commands()
    }
    for typer, before in ((app, ""), (backup, "backup ")):
        for one in typer.registered_commands:
            assert one.callback is not None
            name = before + (one.name or one.callback.__name__)
            module = ROOT / one.callback.__module__.replace(".", "/")
            sources[name] = _source(module)
    seen = 0
    for found in quoted(r"langnghe ([a-z][^`]*)"):
        words = found[1].split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in sources else words[0]
        assert name in sources, found[0]
        seen += 1
        for word in words[len(name.split()) :]:
            if re.fullmatch(r"--[a-z-]+|[a-z]+-[a-z-]+", word):
                option = word.removeprefix("--").replace("-", "_")
                assert f'"{word}"' in sources[name] or f"{option}:" in sources[name], found[0]
    assert seen > 15


def _source(module: Path) -> str:
    files = sorted(module.glob("*.py")) if module.is_dir() else [module.with_suffix(".py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_page_is_there() -> None:
    paths = [route.path or "" for route in iter_route_contexts(create_app(settings()).routes)]
    known = re.compile("|".join(re.sub(r"{[^}]+}", "[^/]+", path) for path in paths))
    named = {found[0].partition("?")[0] for found in quoted(PAGES.pattern)}
    assert len(named) > 12
    assert {page for page in named if not known.fullmatch(page)} == set()


def test_every_setting_the_operator_is_told_of_is_one() -> None:
    told = "".join(
        (ROOT / "docs" / f"{name}.md").read_text() for name in ("operations", "watching")
    )
    named = set(re.findall(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)`", told))
    assert len(named) > 10
    assert named - {*documented(), *names(), *GIVEN} == set()
