"""Which limit a request counts in."""

import pytest

from gateway.groups import (
    limit_group,
    named_group,
    takes_imports,
    takes_questions,
    takes_uploads,
)


@pytest.mark.parametrize(
    ("request_line", "group"),
    [
        ("POST /api/qa/v1/questions", "ask"),
        ("POST /hoi-dap/gui", "ask"),
        ("GET /hoi-dap/gui", "track"),
        ("GET /api/qa/v1/questions", "search"),
        ("GET /api/qa/v1/suggestions", "search"),
        ("GET /hoi-dap", "search"),
        ("GET /api/qa/v1/questions/HD-1", "track"),
        ("POST /hoi-dap/tra-cuu", "track"),
        ("POST /api/qa/v1/questions/HD-1/follow-ups", "track"),
        ("POST /api/qa/v1/questions/HD-1/rating", "rate"),
        ("POST /api/qa/v1/questions/HD-1/publish", "console"),
        ("GET /api/qa/v1/queue", "console"),
        ("POST /api/survey/v1/responses", "rate"),
        ("POST /danh-gia/demo", "rate"),
        ("GET /danh-gia/demo", "read"),
        ("GET /api/survey/v1/instrument", "read"),
        ("GET /api/survey/v1/figures", "console"),
        ("GET /api/survey/v1/figures/stream", "stream"),
        ("GET /api/open-data/v1/figures", "export"),
        ("GET /auth/login", "sign_in"),
        ("POST /auth/logout", "sign_in"),
        ("POST /auth/backchannel-logout", "sign_in"),
        ("POST /api/auth/v1/token", "token"),
        ("GET /api/auth/v1/me", "account"),
        ("POST /can-bo/HD-1", "console"),
        ("GET /lanh-dao", "console"),
        ("GET /", "read"),
        ("GET /healthz", "unlimited"),
        ("GET /static/abc/css/main.css", "unlimited"),
        ("POST /static/abc/css/main.css", "read"),
        ("GET /nowhere", "read"),
        ("GET /hoi-dap\n", "read"),
    ],
)
def test_a_request_counts_in_its_group(request_line: str, group: str) -> None:
    method, _, path = request_line.partition(" ")
    assert limit_group(method, path) == group


def test_what_no_rule_names_is_found_out() -> None:
    assert named_group("GET", "/nowhere") is None
    assert named_group("GET", "/") == "read"


def test_only_uploads_are_large() -> None:
    assert takes_uploads("POST", "/api/qa/v1/questions/HD-1/attachments")
    assert not takes_uploads("POST", "/api/qa/v1/questions")
    assert not takes_uploads("GET", "/api/qa/v1/questions/HD-1/attachments")
    assert takes_imports("POST", "/api/qa/v1/imports")
    assert not takes_imports("POST", "/api/qa/v1/questions/HD-1/attachments")
    assert takes_questions("POST", "/hoi-dap/gui")
    assert not takes_questions("POST", "/hoi-dap/gui/goi-y")
    own_file = "/api/qa/v1/questions/HD-1/attachments/a1"
    assert named_group("DELETE", own_file) == named_group("GET", own_file) == "track"
