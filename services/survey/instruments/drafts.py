"""Drafting, scheduling and retiring versions of the survey."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.instruments.documents import DraftDocument, InstrumentDocument
from services.survey.instruments.model import (
    DraftChanged,
    DraftNotFound,
    Instrument,
    InstrumentNotFound,
    check_draft,
)
from shared.clock import now, today
from shared.contracts.survey.instruments import InstrumentDraft
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional
from shared.problems import InvalidRequest


@dataclass(frozen=True)
class Drafting:
    """Who works on which draft, in the version they read."""

    caller: Caller
    draft: str
    version: int


async def start_draft(survey: SurveyRuntime, caller: Caller) -> DraftDocument:
    """Begin a draft from the version shown today."""
    shown = (await survey.instruments.get()).shown_on(today())
    content = shown.model_dump(mode="json", include={"title", "source", "criteria"})
    draft = DraftDocument(
        id=new_id(), content={**content, "breaks": []}, by=caller.id, changed_at=now()
    )
    await draft.insert()
    return draft


@transactional
async def save_draft(tx: Transaction, drafting: Drafting, form: InstrumentDraft) -> DraftDocument:
    """Keep a draft; raises `DraftNotFound`, `DraftChanged`, and `InvalidRequest` for its faults."""
    check_draft(form)
    draft = await _draft(tx, drafting)
    draft.content = form.model_dump(mode="json")
    draft.by, draft.changed_at = drafting.caller.id, now()
    draft.version += 1
    await draft.replace(session=tx.session)
    return draft


@transactional
async def drop_draft(tx: Transaction, drafting: Drafting) -> None:
    """Throw a draft away."""
    await (await _draft(tx, drafting)).delete(session=tx.session)


async def _draft(tx: Transaction, drafting: Drafting) -> DraftDocument:
    draft = await DraftDocument.get(drafting.draft, session=tx.session)
    if draft is None:
        raise DraftNotFound
    if draft.version != drafting.version:
        raise DraftChanged(current_version=draft.version)
    return draft


@transactional
async def schedule_draft(tx: Transaction, drafting: Drafting, valid_from: date) -> Instrument:
    """Publish a draft under the next number, from a coming day on; it never changes again.

    The version before is shown for the last time on the day before, and its answers are taken
    some days longer.
    """
    if valid_from <= today():
        raise _wrong("valid_from", "a day to come")
    draft = await _draft(tx, drafting)
    check_draft(InstrumentDraft.model_validate(draft.content))
    stored = await InstrumentDocument.find_all(session=tx.session).to_list()
    versions = [document.instrument() for document in stored]
    if any(one.valid_from >= valid_from for one in versions):
        raise _wrong("valid_from", "after the first day of every other version")
    content: dict[str, Any] = {**draft.content, "version": max(one.version for one in versions) + 1}
    published = Instrument(**content, valid_from=valid_from)
    for before in versions:
        if before.valid_to is None or before.valid_to >= valid_from:
            await _end(tx, before, valid_from - timedelta(days=1))
    await InstrumentDocument.of(published).insert(session=tx.session)
    await draft.delete(session=tx.session)
    return published


@transactional
async def retire_instrument(tx: Transaction, version: int, valid_to: date) -> Instrument:
    """Set the last day of a version; raises `InstrumentNotFound` and `InvalidRequest`."""
    stored = await InstrumentDocument.get(version, session=tx.session)
    if stored is None:
        raise InstrumentNotFound
    instrument = stored.instrument()
    if valid_to < max(today(), instrument.valid_from):
        raise _wrong("valid_to", "today or later, and not before its first day")
    return await _end(tx, instrument, valid_to)


async def _end(tx: Transaction, instrument: Instrument, valid_to: date) -> Instrument:
    ended = instrument.model_copy(update={"valid_to": valid_to})
    await InstrumentDocument.of(ended).replace(session=tx.session)
    return ended


def _wrong(name: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"#/{name}", "code": "day", "detail": detail}])
