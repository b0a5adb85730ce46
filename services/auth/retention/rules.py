"""What auth forgets after its time; units, people of the directory and the audit log stay."""

from services.auth.sessions.model import longest_life
from services.auth.settings import AuthSettings
from shared.ids import first_id
from shared.marks import mark
from shared.retention import Rule


def rules(settings: AuthSettings) -> list[Rule]:
    """Return the rules by these settings."""
    life = longest_life(settings)
    return [
        Rule(
            "ended sessions", "sessions", settings.ended_sessions_kept_days,
            lambda limit: {"created_at": {"$lt": limit - life}},
        ),
        Rule(
            "directory imports", "directory_imports", settings.directory_imports_kept_days,
            lambda limit: {"_id": {"$lt": first_id(limit)}, "run_at": None},
        ),
        Rule(
            "settled requests about personal data", "rights_requests",
            settings.rights_requests_kept_days,
            lambda limit: {"settled_mark": {"$lt": mark(limit)}},
        ),
    ]  # fmt: skip
