"""Process output: kept within bounds, serious lines shown."""

from pathlib import Path

import pytest

from dev import logs
from dev.logs import ProcessLog, readable
from tests.dev.stand_ins import recording_screen


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ('{"level": "warning", "event": "x"}', True),
        ('{"event": "x", "level":"error"}', True),
        ('{"level": "info", "event": "an error in the text"}', False),
        ("[2026-11-22 10:05:00: WARNING/MainProcess] lost", True),
        ("Traceback (most recent call last):", True),
        ("ValueError: no", True),
        ("INFO: started", False),
        ("  . logfile -> [stderr]@%WARNING", False),
    ],
)
def test_serious_lines_are_shown(tmp_path: Path, line: str, is_shown: bool) -> None:
    screen, console = recording_screen()
    log = ProcessLog("qa", tmp_path, screen)
    log.feed(line.encode()[:5])
    log.feed(line.encode()[5:] + b"\n")
    assert (readable(line) in console.export_text()) == is_shown
    assert (tmp_path / "qa.log").read_text() == line + "\n"
    assert list(log.last) == [line]


def test_a_flood_of_warnings_is_cut_short(tmp_path: Path) -> None:
    screen, console = recording_screen()
    log = ProcessLog("qa", tmp_path, screen)
    log.feed(b"WARNING again\n" * 1000)
    shown = console.export_text()
    assert shown.count("WARNING again") == logs.SHOWN_LINES_PER_WINDOW
    assert "more in" in shown


def test_files_stay_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 10_000)
    screen, _ = recording_screen()
    log = ProcessLog("qa", tmp_path, screen)
    for number in range(5000):
        log.feed(b"line %d\n" % number)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 25_000
    assert log.last[-1] == "line 4999"


def test_an_endless_line_is_cut(tmp_path: Path) -> None:
    screen, _ = recording_screen()
    log = ProcessLog("qa", tmp_path, screen)
    for _ in range(10):
        log.feed(b"x" * 50_000)
    log.end_of_output()
    assert max(map(len, log.last)) <= logs.LINE_BYTES


def test_json_lines_become_readable() -> None:
    line = (
        '{"process": "qa", "event": "task_failed", "level": "warning", "task": "qa.send_mail", '
        '"timestamp": "2026-11-22T10:05:00Z", "exception": "Traceback\\n  KeyError"}'
    )
    assert readable(line) == "warning: task_failed task=qa.send_mail\nTraceback\n  KeyError"
    assert readable("{not json") == "{not json"
