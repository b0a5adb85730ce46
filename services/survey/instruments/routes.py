"""The survey people are shown, and its versions for who keeps them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.survey.deps import KeeperOfAll, Survey
from services.survey.instruments import drafts
from services.survey.instruments.documents import DraftDocument
from services.survey.instruments.drafts import Drafting
from services.survey.instruments.model import DraftNotFound
from shared.clock import today
from shared.contracts.survey.instruments import (
    DraftOut,
    InstrumentDraft,
    PublishedInstrument,
    RetireInstrument,
    ScheduleInstrument,
)
from shared.contracts.survey.responses import InstrumentOut
from shared.identity import AnyCaller
from shared.versions import Version, etag

router = APIRouter(prefix="/api/survey/v1", tags=["instruments"])
DraftId = Annotated[str, Path(max_length=64)]


async def _drafting(caller: KeeperOfAll, draft: DraftId, version: Version) -> Drafting:
    return Drafting(caller, draft, version)


Work = Annotated[Drafting, Depends(_drafting)]


@router.get("/instrument")
async def show_instrument(survey: Survey, _caller: AnyCaller) -> InstrumentOut:
    """Show the version valid today, in Vietnamese and English."""
    return (await survey.instruments.get()).shown_on(today()).out()


@router.get("/instruments")
async def list_instruments(survey: Survey, _caller: KeeperOfAll) -> list[PublishedInstrument]:
    """Show every published version, the newest first."""
    versions = (await survey.instruments.get()).versions.values()
    return [instrument.published() for instrument in reversed(versions)]


@router.post("/instruments/{number}/retire")
async def retire_instrument(
    survey: Survey, _caller: KeeperOfAll, number: int, form: RetireInstrument
) -> PublishedInstrument:
    """Set the last day on which a version is shown."""
    retired = await drafts.retire_instrument(survey.mongo, number, form.valid_to)
    survey.instruments.forget()
    return retired.published()


@router.get("/instruments/drafts")
async def list_drafts(_caller: KeeperOfAll) -> list[DraftOut]:
    """Show the drafts."""
    return [draft.out() for draft in await DraftDocument.find_all().to_list()]


@router.post("/instruments/drafts", status_code=201)
async def start_draft(survey: Survey, caller: KeeperOfAll, response: Response) -> DraftOut:
    """Begin a draft from the version shown today."""
    return _told(await drafts.start_draft(survey, caller), response)


@router.get("/instruments/drafts/{draft}")
async def show_draft(_caller: KeeperOfAll, draft: DraftId, response: Response) -> DraftOut:
    """Show a draft."""
    found = await DraftDocument.get(draft)
    if found is None:
        raise DraftNotFound
    return _told(found, response)


@router.put("/instruments/drafts/{draft}")
async def save_draft(
    survey: Survey, work: Work, form: InstrumentDraft, response: Response
) -> DraftOut:
    """Keep a draft."""
    return _told(await drafts.save_draft(survey.mongo, work, form), response)


@router.delete("/instruments/drafts/{draft}", status_code=204)
async def drop_draft(survey: Survey, work: Work) -> None:
    """Throw a draft away."""
    await drafts.drop_draft(survey.mongo, work)


@router.post("/instruments/drafts/{draft}/schedule", status_code=201)
async def schedule_draft(
    survey: Survey, work: Work, form: ScheduleInstrument
) -> PublishedInstrument:
    """Publish a draft from a coming day on; it never changes again."""
    published = await drafts.schedule_draft(survey.mongo, work, form.valid_from)
    survey.instruments.forget()
    return published.published()


def _told(draft: DraftDocument, response: Response) -> DraftOut:
    response.headers["ETag"] = etag(draft.version)
    return draft.out()
