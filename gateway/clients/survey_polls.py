"""Calls to survey about opinion polls: by those who answer and those who keep them."""

from typing import Literal

from gateway.clients.base import ServiceClient, if_match, segment
from shared.contracts.survey.challenges import ChallengeOut
from shared.contracts.survey.polls import (
    AnswerPoll,
    PollDetail,
    PollForm,
    PollOut,
    PollResults,
    PollText,
)
from shared.contracts.survey.responses import ResponseReceipt
from shared.paging import Page

_POLLS = "/api/survey/v1/polls"


class PollCalls(ServiceClient):
    """What the pages about polls ask survey."""

    async def list_open_polls(self) -> list[PollOut]:
        """Return the polls that take answers today."""
        return await self._get(list[PollOut], _POLLS)

    async def show_poll(self, poll: str) -> PollOut:
        """Return a poll that is or was open."""
        return await self._get(PollOut, f"{_POLLS}/{segment(poll)}")

    async def issue_poll_challenge(self, poll: str) -> ChallengeOut:
        """Return what a poll's form shows later for work done and time taken."""
        return await self._get(ChallengeOut, f"{_POLLS}/{segment(poll)}/challenge")

    async def answer_poll(self, poll: str, body: AnswerPoll, key: str | None) -> ResponseReceipt:
        """Answer a poll; the same key and answer are stored once."""
        path = f"{_POLLS}/{segment(poll)}/responses"
        return await self._post(ResponseReceipt, path, body, {"Idempotency-Key": key})

    async def show_public_results(self, poll: str) -> PollResults:
        """Return what came of a closed poll."""
        return await self._get(PollResults, f"{_POLLS}/{segment(poll)}/public-results")

    async def list_kept_polls(self) -> list[PollDetail]:
        """Return the polls of the visitor's units, the newest first."""
        return await self._get(list[PollDetail], f"{_POLLS}/kept")

    async def draft_poll(self, body: PollForm) -> PollDetail:
        """Begin a draft."""
        return await self._post(PollDetail, _POLLS, body)

    async def show_poll_detail(self, poll: str) -> PollDetail:
        """Return a poll with what its keepers see."""
        return await self._get(PollDetail, f"{_POLLS}/{segment(poll)}/detail")

    async def save_poll(self, poll: str, version: int, body: PollForm) -> PollDetail:
        """Write a draft anew in place of the version that was read."""
        return await self._put(PollDetail, f"{_POLLS}/{segment(poll)}", body, if_match(version))

    async def drop_poll(self, poll: str, version: int) -> None:
        """Throw a draft away."""
        await self._delete(f"{_POLLS}/{segment(poll)}", if_match(version))

    async def step_poll(
        self, poll: str, version: int, step: Literal["open", "close"]
    ) -> PollDetail:
        """Open a draft, or close an open poll."""
        path = f"{_POLLS}/{segment(poll)}/{step}"
        return await self._post(PollDetail, path, None, if_match(version))

    async def show_poll_results(self, poll: str) -> PollResults:
        """Return what is counted so far."""
        return await self._get(PollResults, f"{_POLLS}/{segment(poll)}/results")

    async def list_poll_texts(self, poll: str, cursor: str | None = None) -> Page[PollText]:
        """Return what people wrote, the newest first."""
        path = f"{_POLLS}/{segment(poll)}/texts"
        return await self._get(Page[PollText], path, {"cursor": cursor})
