"""Sorting comments: useful or not, about what, whose."""

from dataclasses import dataclass

from services.survey.bootstrap import SurveyRuntime
from services.survey.comments.documents import CommentDocument
from services.survey.comments.queries import may_sort
from shared.contracts.survey.comments import CommentState, SortComment
from shared.identity import Caller
from shared.mongo import Transaction, transactional
from shared.problems import InvalidRequest, NotFound, StaleVersion


class CommentNotFound(NotFound):
    """There is no such comment, or the caller may not see it."""

    slug, title = "comment-not-found", "There is no such comment"


class CommentChanged(StaleVersion):
    """Somebody else sorted the comment since it was read."""

    slug, title = "comment-changed", "Somebody else changed this comment meanwhile"


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
    found = await CommentDocument.get(sorting.comment)
    if found is None or not await may_sort(survey, sorting.caller, found.model_dump()):
        raise CommentNotFound
    if form.assigned is not None and form.assigned not in (await survey.units.get()).units:
        error = {"pointer": "#/assigned", "code": "unknown_unit", "detail": "no such unit"}
        raise InvalidRequest(errors=[error])
    return await _sort(survey.mongo, sorting, form)


@transactional
async def _sort(tx: Transaction, sorting: Sorting, form: SortComment) -> CommentDocument:
    found = await CommentDocument.get(sorting.comment, session=tx.session)
    if found is None:
        raise CommentNotFound
    if found.version != sorting.version:
        raise CommentChanged(current_version=found.version)
    if form.tags is not None:
        found.tags = list(dict.fromkeys(form.tags))
    if form.assigned is not None:
        found.assigned, found.state = form.assigned, CommentState.FORWARDED
    if form.state is not None:
        found.state = form.state
    found.by = sorting.caller.id
    found.version += 1
    await found.replace(session=tx.session)
    return found
