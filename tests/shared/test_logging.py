"""Logs are JSON lines that carry the request id and never the words of an error."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from structlog.contextvars import clear_contextvars

from shared.logging import (
    begin_request,
    configure_logging,
    current_request_id,
    get_logger,
    log_request,
)

PERSONAL = ["số 000123456789", "nguoi.dan@example.com", "0912345678"]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Collect what is logged, and leave logging as it was."""
    handlers, level = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    monkeypatch.setattr("sys.stdout", written)
    configure_logging("a-process")
    yield written
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    clear_contextvars()


def entries(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_our_lines_and_those_of_libraries_have_one_form(lines: io.StringIO) -> None:
    request_id = begin_request("given-by-the-gateway")
    get_logger("ours").info("something_happened", count=3)
    logging.getLogger("theirs").warning("it %s", "broke")
    ours, theirs = entries(lines)
    assert (ours["event"], ours["count"], ours["process"]) == ("something_happened", 3, "a-process")
    assert (theirs["event"], theirs["level"]) == ("it broke", "warning")
    assert ours["request_id"] == theirs["request_id"] == request_id == "given-by-the-gateway"


@pytest.mark.parametrize("odd", [None, "", "short", "a" * 65, "with space in it", "đường-dẫn-01"])
def test_an_odd_request_id_is_replaced(odd: str | None) -> None:
    made = begin_request(odd)
    assert made != odd
    assert len(made) == 32
    assert current_request_id() == made


def test_an_error_is_told_by_kind_and_place_only(lines: io.StringIO) -> None:
    try:
        try:
            int(PERSONAL[0])
        except ValueError as error:
            raise LookupError(PERSONAL[1]) from error
    except LookupError as error:
        get_logger("ours").error("failed", exc_info=error)
    logging.getLogger("theirs").error("failed", exc_info=ValueError(PERSONAL[2]))
    text = lines.getvalue()
    assert "LookupError" in text
    assert "ValueError" in text
    assert "test_logging.py" in text
    for secret in PERSONAL:
        assert secret not in text


def test_the_error_being_handled_is_told_too(lines: io.StringIO) -> None:
    try:
        int(PERSONAL[0])
    except ValueError:
        get_logger("ours").exception("failed")
    [entry] = entries(lines)
    assert "ValueError" in str(entry["exception"])
    assert PERSONAL[0] not in lines.getvalue()


def test_a_requests_line_has_the_form_of_all_lines(lines: io.StringIO) -> None:
    request_id = begin_request("given-by-the-gateway")
    log_request("GET", "/api/qa/{path}", 200, 0.01234)
    get_logger("of another kind").info("request", method="GET", route="/x", status=200, ms=1.0)
    ours, theirs = entries(lines)
    assert ours["request_id"] == request_id
    assert ours["ms"] == 12.3
    assert list(ours) == list(theirs)
    assert str(ours["timestamp"]).endswith("Z")
    logging.root.setLevel("WARNING")
    log_request("GET", "/x", 200, 0.1)
    assert len(entries(lines)) == 2
