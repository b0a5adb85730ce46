"""Polls: open ones for everybody, all of theirs for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from services.survey.deps import Address, Survey
from services.survey.polls import queries, service
from services.survey.polls.documents import PollDocument
from services.survey.polls.service import Keeping
from shared.clock import now, today
from shared.contracts.survey.challenges import ChallengeOut
from shared.contracts.survey.polls import (
    AnswerPoll,
    PollDetail,
    PollForm,
    PollOut,
    PollResults,
    PollText,
)
from shared.contracts.survey.responses import PortalId, ResponseReceipt
from shared.idempotency import IdempotencyKey
from shared.identity import PROVEN, AnyCaller, Caller, holding
from shared.paging import CursorText, Limit, Page
from shared.versions import Version, etag

router = APIRouter(prefix="/api/survey/v1", tags=["polls"])
PollId = Annotated[str, Path(max_length=64)]
Administrator = Annotated[Caller, Depends(holding(service.ROLE, level=PROVEN))]


async def _keeping(caller: Administrator, poll: PollId, version: Version) -> Keeping:
    return Keeping(caller, poll, version)


Kept = Annotated[Keeping, Depends(_keeping)]


@router.get("/polls")
async def list_open_polls(
    _survey: Survey,
    _caller: AnyCaller,
    portal: Annotated[PortalId | None, Query(description="Those of one portal")] = None,
) -> list[PollOut]:
    """Show the polls that take answers today."""
    return await queries.open_polls(portal)


@router.get("/polls/kept")
async def list_kept_polls(survey: Survey, caller: Administrator) -> list[PollDetail]:
    """Show the polls of the caller's units, drafts and closed ones too, the newest first."""
    return [_detail(stored) for stored in await queries.kept_polls(survey, caller)]


@router.post("/polls", status_code=201)
async def draft_poll(
    survey: Survey, caller: Administrator, form: PollForm, response: Response
) -> PollDetail:
    """Begin a draft."""
    return _told(await service.draft_poll(survey, caller, form), response)


@router.get("/polls/{poll}")
async def show_poll(_survey: Survey, _caller: AnyCaller, poll: PollId) -> PollOut:
    """Show one poll that is or was open."""
    return (await queries.published_poll(poll)).out(today())


@router.get("/polls/{poll}/challenge")
async def issue_poll_challenge(
    survey: Survey, _caller: AnyCaller, poll: PollId, response: Response
) -> ChallengeOut:
    """Issue a challenge for a poll's form."""
    response.headers["Cache-Control"] = "no-store"
    return survey.challenges.issue((await queries.published_poll(poll)).scope, now())


@router.post("/polls/{poll}/responses", status_code=201)
async def answer_poll(
    survey: Survey,
    _caller: AnyCaller,
    poll: PollId,
    body: AnswerPoll,
    idempotency_key: IdempotencyKey,
    address: Address,
) -> ResponseReceipt:
    """Answer a poll; nothing about who answers is kept."""
    return await service.answer_poll(survey, poll, body, idempotency_key, address)


@router.get("/polls/{poll}/public-results")
async def show_public_results(survey: Survey, _caller: AnyCaller, poll: PollId) -> PollResults:
    """Show what came of a closed poll whose results are public; few answers are withheld."""
    return await queries.public_results(survey, await queries.published_poll(poll))


@router.get("/polls/{poll}/detail")
async def show_poll_detail(
    survey: Survey, caller: Administrator, poll: PollId, response: Response
) -> PollDetail:
    """Show a poll of the caller's units, also a draft."""
    return _told(await service.kept_poll(survey, caller, poll), response)


@router.get("/polls/{poll}/results")
async def show_poll_results(survey: Survey, caller: Administrator, poll: PollId) -> PollResults:
    """Show what is counted so far."""
    stored = await service.kept_poll(survey, caller, poll)
    return await queries.poll_results(survey, stored.poll())


@router.get("/polls/{poll}/texts")
async def browse_poll_texts(
    survey: Survey,
    caller: Administrator,
    poll: PollId,
    cursor: CursorText = None,
    limit: Limit = 50,
) -> Page[PollText]:
    """Show what people wrote, the newest first; personal data is masked."""
    stored = await service.kept_poll(survey, caller, poll)
    return await queries.browse_texts(survey, stored.poll(), cursor, limit)


@router.put("/polls/{poll}")
async def save_poll(
    survey: Survey, keeping: Kept, form: PollForm, response: Response
) -> PollDetail:
    """Write a draft anew."""
    return _told(await service.save_poll(survey, keeping, form), response)


@router.delete("/polls/{poll}", status_code=204)
async def drop_poll(survey: Survey, keeping: Kept) -> None:
    """Throw a draft away."""
    await service.drop_poll(survey, keeping)


@router.post("/polls/{poll}/open")
async def open_poll(survey: Survey, keeping: Kept, response: Response) -> PollDetail:
    """Take answers on the poll's days; its questions never change again."""
    return _told(await service.step_poll(survey, keeping, "open"), response)


@router.post("/polls/{poll}/close")
async def close_poll(survey: Survey, keeping: Kept, response: Response) -> PollDetail:
    """Take no more answers."""
    return _told(await service.step_poll(survey, keeping, "close"), response)


def _told(stored: PollDocument, response: Response) -> PollDetail:
    response.headers["ETag"] = etag(stored.version)
    return _detail(stored)


def _detail(stored: PollDocument) -> PollDetail:
    told = stored.poll().out(today()).model_dump()
    return PollDetail(**told, by=stored.by, changed_at=stored.changed_at, version=stored.version)
