"""The responders' queue over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from services.qa.deps import Qa, Responder
from services.qa.questions.model import RESPONDERS
from services.qa.queue import queries, searches
from services.qa.queue.model import QueueRequest
from shared.contracts.qa.base import Slug
from shared.contracts.qa.questions import QuestionStatus, QueueItem
from shared.contracts.qa.queue import QueueChanges, QueueCounts, QueueFilter, QueueSort
from shared.contracts.qa.searches import KeepSearch, KeptSearch
from shared.identity import Caller
from shared.paging import Page
from shared.text import line

router = APIRouter(tags=["queue"])

OneUnit = Annotated[Slug | None, Query(description="Only this unit's")]


class QueueQuery(BaseModel):
    """What narrows and orders the queue; `filter=answered` lists what was answered."""

    unit: Slug | None = None
    filter: QueueFilter = QueueFilter.ALL
    sort: QueueSort = QueueSort.DUE
    status: QuestionStatus | None = None
    assignee: Annotated[str, Field(max_length=64)] | None = None
    topic: Slug | None = None
    q: Annotated[str, line(1, 200)] | None = None
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@router.get("/queue")
async def list_queue(
    qa: Qa, caller: Responder, asked: Annotated[QueueQuery, Query()]
) -> Page[QueueItem]:
    """Return the questions of the caller's units (a coordinator's: all), soonest due first."""
    wanted = QueueRequest(
        caller=caller.id,
        units=shown_units(caller, asked.unit),
        own=own_units(caller),
        filter=asked.filter,
        sort=asked.sort,
        status=asked.status,
        assignee=asked.assignee,
        topic=asked.topic,
        q=asked.q,
    )
    return await queries.queue(qa, wanted, asked.cursor, asked.limit)


@router.get("/queue/counts")
async def count_queue(qa: Qa, caller: Responder, unit: OneUnit = None) -> QueueCounts:
    """Return how many rows each filter of the queue has."""
    wanted = QueueRequest(caller.id, shown_units(caller, unit), own_units(caller))
    return await queries.count(qa, wanted)


@router.get("/queue/changes")
async def show_queue_changes(
    qa: Qa,
    caller: Responder,
    since: Annotated[AwareDatetime | None, Query(description="`as_of` of the last time")] = None,
    unit: OneUnit = None,
) -> QueueChanges:
    """Return what changed in the caller's queue since a moment, to keep a page up to date."""
    wanted = QueueRequest(caller.id, shown_units(caller, unit), own_units(caller))
    return await queries.changes(qa, wanted, since)


@router.get("/queue/searches")
async def list_searches(qa: Qa, caller: Responder) -> list[KeptSearch]:
    """Return the searches of the queue that the caller keeps."""
    return await searches.kept_searches(caller.id, await qa.units.get())


@router.post("/queue/searches", status_code=201)
async def keep_search(qa: Qa, caller: Responder, form: KeepSearch) -> list[KeptSearch]:
    """Keep a search under a name; return all that the caller keeps."""
    await searches.keep_search(qa.mongo, caller.id, form)
    return await searches.kept_searches(caller.id, await qa.units.get())


@router.delete("/queue/searches/{search}", status_code=204)
async def drop_search(
    qa: Qa, caller: Responder, search: Annotated[str, Path(max_length=64)]
) -> None:
    """Keep a search no longer."""
    await searches.drop_search(qa.mongo, caller.id, search)


def own_units(caller: Caller) -> Sequence[str]:
    """Return the units that the caller works for."""
    return sorted(caller.units_as(*RESPONDERS))


def shown_units(caller: Caller, unit: str | None) -> Sequence[str] | None:
    """Return the units whose queue is shown, None for all; a unit not the caller's shows none."""
    if caller.has_role("coordinator"):
        return None if unit is None else [unit]
    own = caller.units_as("officer", "head")
    return sorted(own if unit is None else own & {unit})
