"""Which limit group and which size limit a request falls under, by method and path.

Every page and every proxied address is named here; `tests/architecture/test_gateway.py` walks
them. Machine clients count in their own group wherever they call.
"""

import re
from functools import lru_cache

DEFAULT = "read"
UNLIMITED = "unlimited"
MACHINE = "machine"

_SAFE = "GET|HEAD|OPTIONS"
_UNSAFE = "POST|PUT|PATCH|DELETE"
_ANY = f"{_SAFE}|{_UNSAFE}"

# The first rule that fits counts: (group, methods, path).
RULES: tuple[tuple[str, str, str], ...] = (
    (UNLIMITED, _SAFE, r"/static/.*|/healthz|/readyz|/metrics|/favicon\.ico|/robots\.txt"),
    (UNLIMITED, _SAFE, r"/widgets/[^/]+\.js|/widgets/manifest\.json"),
    ("rate", _UNSAFE, r"/widgets/survey/[^/]+"),
    ("search", _SAFE, r"/widgets/qa/[^/]+"),
    (DEFAULT, _SAFE, r"/widgets(?:/embed|/survey/.*)?"),
    ("ask", _UNSAFE, r"/api/qa/v1/questions|/hoi-dap/gui"),
    ("rate", _UNSAFE, r"/api/survey/v1/responses|/danh-gia/.*|/api/qa/v1/questions/[^/]+/rating"),
    ("rate", _UNSAFE, r"/api/survey/v1/polls/[^/]+/responses"),
    ("sign_in", _ANY, r"/auth/.*"),
    ("token", _ANY, r"/api/auth/v1/token"),
    ("stream", _SAFE, r".*/stream"),
    (
        "search",
        _SAFE,
        r"/api/qa/v1/(?:questions|suggestions|faq|units)|/hoi-dap(?:/gui/co-quan)?",
    ),
    ("search", _UNSAFE, r"/hoi-dap/gui/goi-y"),
    ("track", _SAFE, r"/api/qa/v1/questions/.*|/hoi-dap/.*"),
    ("track", _UNSAFE, r"/api/qa/v1/questions/[^/]+/(?:follow-ups|attachments(?:/[^/]+)?)"),
    ("track", _UNSAFE, r"/hoi-dap/.*"),
    ("export", _ANY, r"/api/open-data/.*"),
    ("export", _SAFE, r"/cong-khai/.*\.(?:csv|json|xlsx)"),
    ("search", _SAFE, r"/api/qa/v1/faq/suggestions"),
    (DEFAULT, _SAFE, r"/api/qa/v1/(?:faq/[^/]+|units/[^/]+/record|feeds/[^/]+\.atom)"),
    ("export", _SAFE, r"/api/qa/v1/(?:figures|topic-table)\.(?:csv|xlsx)"),
    ("export", _SAFE, r"/api/auth/v1/directory-tables/.*"),
    ("console", _ANY, r"/api/auth/v1/directory-imports(?:/.*)?"),
    ("account", _ANY, r"/api/auth/.*|/tai-khoan(?:/.*)?"),
    ("console", _ANY, r"/(?:can-bo|lanh-dao|quan-tri)(?:/.*)?|/api/qa/.*"),
    (
        "console",
        _ANY,
        r"/api/survey/v1/(?:figures|comments|reports|report-plans)(?:/.*)?|/api/survey/v1/polls/kept",
    ),
    (DEFAULT, _ANY, r"/api/survey/.*|/\.well-known/.*"),
    (DEFAULT, _SAFE, r"/|/(?:danh-gia|cong-khai|dang-nhap|problems|docs|styleguide)(?:/.*)?"),
)
LIMITED = tuple(dict.fromkeys([*(name for name, _, _ in RULES if name != UNLIMITED), MACHINE]))

_UPLOADS = re.compile(r".*/(?:attachments|imports|tep-dinh-kem|nhap-du-lieu)")
_QUESTIONS = "/hoi-dap/gui"

_IMPORTS = re.compile(
    r"/api/qa/v1/imports|/quan-tri/(?:nhap-du-lieu|danh-ba)|/api/auth/v1/directory-imports"
)


def _join(rules: tuple[tuple[str, str, str], ...]) -> re.Pattern[str]:
    """Make one expression of all rules, which finds the first that fits in one pass."""
    parts = [
        f"(?P<{group}__{number}>(?:{methods}) (?:{path}))"
        for number, (group, methods, path) in enumerate(rules)
    ]
    return re.compile("|".join(parts), re.DOTALL)


_RULES = _join(RULES)


def named_group(method: str, path: str) -> str | None:
    """Return the group whose rule names this request, None when no rule does."""
    found = _RULES.fullmatch(f"{method} {path}")
    if found is None or found.lastgroup is None:
        return None
    return found.lastgroup.partition("__")[0]


@lru_cache(4_096)
def limit_group(method: str, path: str) -> str:
    """Return the group this request counts in."""
    return named_group(method, path) or DEFAULT


def takes_forms(method: str, path: str) -> bool:
    """Whether this address takes the form of a page."""
    return method == "POST" and not path.startswith(("/api/", "/auth/"))


def takes_imports(method: str, path: str) -> bool:
    """Whether this address takes files of an administrator, and so still larger bodies."""
    return method == "POST" and _IMPORTS.fullmatch(path) is not None


def takes_questions(method: str, path: str) -> bool:
    """Whether this address takes a question together with its files."""
    return method == "POST" and path == _QUESTIONS


def takes_uploads(method: str, path: str) -> bool:
    """Whether this address takes files, and so larger bodies."""
    return method == "POST" and _UPLOADS.fullmatch(path) is not None
