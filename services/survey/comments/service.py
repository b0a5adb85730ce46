"""Sorting comments: useful or not, about what, whose."""

from dataclasses import dataclass

from services.survey.bootstrap import SurveyRuntime
from services.survey.comments.documents import CommentDocument
from services.survey.comments.model import CommentChanged, CommentNotFound
from services.survey.comments.queries import show_comment
from shared.contracts.survey.comments import CommentState, SortComment
from shared.identity import Caller
from shared.mongo import Transaction, transactional
from shared.problems import InvalidRequest


@dataclass(frozen=True)
class Sorting:
    """Who sorts which comment, in the version they read."""

    caller: Caller
    comment: str
    version: int


async def sort_comment(
    survey: SurveyRuntime, sorting: Sorting, form: SortComment
) -> CommentDocument:
    """Mark, tag or hand on a comment.

    Raises `CommentNotFound`, `CommentChanged`, and `InvalidRequest` for an unknown unit.
    """
    await check(survey, sorting, assigned=form.assigned)
    return await _sort(survey.mongo, sorting, form)


async def check(survey: SurveyRuntime, sorting: Sorting, **units: str | None) -> None:
    """Raise unless the caller may work on the comment and the units named exist."""
    await show_comment(survey, sorting.caller, sorting.comment)
    known = (await survey.units.get()).units
    errors = [
        {"pointer": f"#/{name}", "code": "unknown_unit", "detail": "no such unit"}
        for name, unit in units.items()
        if unit is not None and unit not in known
    ]
    if errors:
        raise InvalidRequest(errors=errors)


async def open_comment(tx: Transaction, sorting: Sorting) -> CommentDocument:
    """Return a comment in the version the caller read; raises `CommentChanged`."""
    found = await CommentDocument.get(sorting.comment, session=tx.session)
    if found is None:
        raise CommentNotFound
    if found.version != sorting.version:
        raise CommentChanged(current_version=found.version)
    return found


async def save_comment(tx: Transaction, found: CommentDocument, by: str) -> CommentDocument:
    """Store a changed comment as its next version."""
    found.by = by
    found.version += 1
    await found.replace(session=tx.session)
    return found


@transactional
async def _sort(tx: Transaction, sorting: Sorting, form: SortComment) -> CommentDocument:
    found = await open_comment(tx, sorting)
    if form.tags is not None:
        found.tags = list(dict.fromkeys(form.tags))
    if form.assigned is not None:
        found.assigned, found.state = form.assigned, CommentState.FORWARDED
    if form.state is not None:
        found.state = form.state
    return await save_comment(tx, found, sorting.caller.id)
