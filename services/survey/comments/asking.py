"""Making a question of a comment: wanted here, made by qa, whose code comes back as an event."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.comments.documents import CommentDocument, Wanted
from services.survey.comments.model import CommentAskedAlready, CommentNotFound
from services.survey.comments.service import Sorting, check, open_comment, save_comment
from services.survey.portals.queries import find_portal
from shared.contracts.qa.events import QuestionRaised
from shared.contracts.survey.comments import AskAboutComment, CommentState, WantedQuestion
from shared.contracts.survey.events import QuestionWanted
from shared.mongo import Transaction, transactional
from shared.personal_text import mask_personal


async def ask_about_comment(
    survey: SurveyRuntime, sorting: Sorting, form: AskAboutComment
) -> CommentDocument:
    """Have a question made of a comment, once.

    Raises `CommentNotFound`, `CommentChanged`, `CommentAskedAlready`, and `InvalidRequest` for an
    unknown unit.
    """
    await check(survey, sorting, unit=form.unit)
    return await _ask(survey.mongo, sorting, form)


@transactional
async def _ask(tx: Transaction, sorting: Sorting, form: AskAboutComment) -> CommentDocument:
    found = await open_comment(tx, sorting)
    if found.wanted is not None:
        raise CommentAskedAlready
    found.wanted = Wanted(title=form.title, unit=form.unit, by=sorting.caller.id)
    found.assigned, found.state = form.unit, CommentState.FORWARDED
    tx.emit(QuestionWanted(comment=found.id, unit=form.unit, by=sorting.caller.id))
    return await save_comment(tx, found, sorting.caller.id)


async def show_wanted_question(survey: SurveyRuntime, comment: str) -> WantedQuestion:
    """Return what the question is made of; raises `CommentNotFound` when none is wanted."""
    found = await CommentDocument.get(comment)
    if found is None or found.wanted is None:
        raise CommentNotFound
    portal = await find_portal(survey, found.portal)
    return WantedQuestion(
        title=found.wanted.title,
        text=mask_personal(found.text),
        portal_name=portal.name if portal else found.portal,
        at=found.at,
    )


async def note_question(tx: Transaction, event: QuestionRaised) -> None:
    """Keep the code of the question that was made of a comment."""
    found = await CommentDocument.get(event.comment, session=tx.session)
    if found is not None:
        found.question = event.code
        await save_comment(tx, found, found.by or "")
