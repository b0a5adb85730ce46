"""What each kind of problem means, in words for people; `type` of a problem leads to its page."""

from types import MappingProxyType

from gateway.pages.problem_text import ProblemText
from gateway.pages.problem_texts_directory import DIRECTORY_TEXTS
from gateway.pages.problem_texts_files import FILE_TEXTS
from gateway.pages.problem_texts_general import GENERAL_TEXTS
from gateway.pages.problem_texts_rights import RIGHTS_TEXTS
from gateway.pages.problem_texts_services import SERVICE_TEXTS
from gateway.pages.problem_texts_survey import SURVEY_TEXTS

PROBLEM_TEXTS = MappingProxyType(
    {
        **GENERAL_TEXTS,
        **SERVICE_TEXTS,
        **SURVEY_TEXTS,
        **FILE_TEXTS,
        **DIRECTORY_TEXTS,
        **RIGHTS_TEXTS,
    }
)
_BY_STATUS = {
    401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    409: "conflict", 410: "gone", 412: "stale-version", 413: "too-large", 422: "invalid-request",
    428: "version-required", 429: "too-many-requests", 503: "unavailable",
}  # fmt: skip


def explain(slug: str, status: int | None = None) -> ProblemText | None:
    """Return the words for a problem, or those for its status; None when neither is known."""
    if slug in PROBLEM_TEXTS:
        return PROBLEM_TEXTS[slug]
    if status is None:
        return None
    return PROBLEM_TEXTS[_BY_STATUS.get(status, "internal-error")]
