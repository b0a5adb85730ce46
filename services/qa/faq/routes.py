"""Ready questions and answers: everybody reads, units keep them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from services.qa.bootstrap import QaRuntime
from services.qa.deps import Qa, Responder
from services.qa.faq import queries, service, views
from services.qa.faq.documents import FaqDocument
from services.qa.faq.model import FaqOfAnotherUnit
from shared.contracts.qa.base import Slug
from shared.contracts.qa.faq import AddFaq, EditFaq, FaqOut, FaqVersionOut, WithdrawFaq
from shared.identity import AnyCaller, Caller
from shared.paging import Page
from shared.text import line, paragraphs
from shared.versions import Version, etag

router = APIRouter(prefix="/faq", tags=["faq"])

EntryId = Annotated[str, Path(max_length=64, pattern="^[0-9a-zA-Z-]+$")]


class FaqQuery(BaseModel):
    """What narrows the list; `valid` and `expired` are public, the other states their unit's."""

    q: Annotated[str, line(1, 200)] | None = Field(None, description="Words to find")
    unit: Slug | None = Field(None, description="Only this unit's")
    topic: Slug | None = Field(None, description="Only under this topic")
    state: queries.Shown = "valid"
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20

    @property
    def wanted(self) -> queries.Wanted:
        """Return which entries are asked for."""
        return queries.Wanted(self.q, self.unit, self.topic, self.state)


async def _keeping(caller: Responder, entry: EntryId, version: Version) -> service.Keeping:
    return service.Keeping(caller, entry, version)


Keeping = Annotated[service.Keeping, Depends(_keeping)]


@router.get("")
async def browse_faq(
    qa: Qa, caller: AnyCaller, query: Annotated[FaqQuery, Query()]
) -> Page[FaqOut]:
    """Return ready questions and answers, the one changed last first."""
    return await queries.browse(qa, query.wanted, caller, query.cursor, query.limit)


@router.get("/suggestions")
async def suggest_faq(
    qa: Qa, _caller: AnyCaller, text: Annotated[str, paragraphs(1, 5_200), Query()]
) -> list[FaqOut]:
    """Return valid ready answers like a text, the likest first, at most three."""
    return await queries.similar(qa, text)


@router.post("", status_code=201)
async def add_faq(qa: Qa, caller: Responder, form: AddFaq, response: Response) -> FaqOut:
    """Keep a ready answer, written anew or taken from an answered question."""
    entry = await service.add_faq(qa.mongo, caller, await qa.units.get(), form)
    return await _shown(qa, entry, caller, response)


@router.get("/{entry}")
async def show_faq(qa: Qa, caller: AnyCaller, entry: EntryId, response: Response) -> FaqOut:
    """Return a ready answer."""
    return await _shown(qa, await queries.entry(entry, caller), caller, response)


@router.put("/{entry}")
async def edit_faq(qa: Qa, keeping: Keeping, form: EditFaq, response: Response) -> FaqOut:
    """Replace what it says; the earlier version stays in its history."""
    entry = await service.edit_faq(qa.mongo, keeping, form)
    return await _shown(qa, entry, keeping.caller, response)


@router.post("/{entry}/withdraw")
async def withdraw_faq(qa: Qa, keeping: Keeping, form: WithdrawFaq, response: Response) -> FaqOut:
    """Take it off the public pages."""
    entry = await service.withdraw_faq(qa.mongo, keeping, form)
    return await _shown(qa, entry, keeping.caller, response)


@router.get("/{entry}/versions")
async def list_faq_versions(qa: Qa, caller: Responder, entry: EntryId) -> list[FaqVersionOut]:
    """Return who changed it when, and what it said, oldest first; for the unit's people."""
    found = await queries.entry(entry, caller)
    if not views.may_keep(caller, found.unit):
        raise FaqOfAnotherUnit
    return await queries.versions(qa, entry)


async def _shown(qa: QaRuntime, entry: FaqDocument, caller: Caller, response: Response) -> FaqOut:
    response.headers["ETag"] = etag(entry.version)
    [shown] = await views.entries_out(qa, [entry], caller)
    return shown
