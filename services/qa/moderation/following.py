"""Putting questions onto the coordinator's list, and off it when they have moved on.

Each function acts on one event; an event acted on twice finds its matter there already.
"""

from services.qa.directory import queries as directory
from services.qa.moderation.documents import ModerationDocument, Outcome
from services.qa.moderation.flags import flags_in, public_texts
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from shared.clock import now
from shared.contracts.qa.events import (
    AnswerCorrected,
    AnswerRecalled,
    QuestionAnswered,
    QuestionAsked,
    QuestionForwarded,
    QuestionMerged,
    QuestionRejected,
    QuestionReturned,
    QuestionWithdrawn,
)
from shared.contracts.qa.moderation import ModerationKind as Kind
from shared.contracts.qa.questions import QuestionStatus
from shared.events import Event
from shared.ids import new_id
from shared.marks import mark
from shared.mongo import Transaction

_PLACING = frozenset({Kind.TRIAGE, Kind.RETURNED})
FOLLOWED: tuple[type[Event], ...] = (
    AnswerCorrected, AnswerRecalled, QuestionAnswered, QuestionAsked, QuestionForwarded,
    QuestionMerged, QuestionRejected, QuestionReturned, QuestionWithdrawn,
)  # fmt: skip


async def follow(tx: Transaction, event: Event) -> None:
    """Act on what happened to a question."""
    code = getattr(event, "code", "")
    question = await QuestionDocument.find_one({"code": code}, session=tx.session)
    if question is None:
        return
    match event:
        case QuestionAsked():
            if await _waits_here(question):
                await _add(tx, question, Kind.TRIAGE)
        case QuestionReturned():
            if await _waits_here(question):
                await _add(tx, question, Kind.RETURNED, "returned")
        case QuestionForwarded():
            await _follow_forward(tx, question)
        case AnswerRecalled():
            await _settle(tx, question, {Kind.PERSONAL_DATA})
            if question.status is QuestionStatus.RECALLED:
                await _add(tx, question, Kind.RECALLED, "recalled")
        case QuestionAnswered() | AnswerCorrected():
            await _settle(tx, question, {*_PLACING, Kind.RECALLED})
            await _look_at_texts(tx, question)
        case _:
            await _settle(tx, question, set(Kind))


async def _follow_forward(tx: Transaction, question: QuestionDocument) -> None:
    """A forward settles where it belongs, unless it came to the coordinator for want of a unit."""
    if await _waits_here(question):
        await _add(tx, question, Kind.RETURNED, "forwarded")
    else:
        await _settle(tx, question, _PLACING)


async def _look_at_texts(tx: Transaction, question: QuestionDocument) -> None:
    if flags_in(public_texts(question)):
        await _add(tx, question, Kind.PERSONAL_DATA)
    else:
        await _settle(tx, question, {Kind.PERSONAL_DATA})


async def _waits_here(question: QuestionDocument) -> bool:
    """Say whether a question still waits for a coordinator to find it a unit.

    Events come late and in any order: it may have gone on, or be settled.
    """
    if not question.is_open:
        return False
    unit = await directory.unit(question.lead_unit)
    is_root = unit is None or unit.parent is None
    return is_root or bool(await directory.holders("coordinator", question.lead_unit))


async def _open_matters(tx: Transaction, question: QuestionDocument) -> list[ModerationDocument]:
    found = ModerationDocument.find({"question": question.id}, session=tx.session)
    return [matter for matter in await found.to_list() if matter.open_mark is not None]


async def _add(tx: Transaction, question: QuestionDocument, kind: Kind, step: str = "") -> None:
    """Put a question onto the list, unless it stands there for the same reason."""
    if any(matter.kind is kind for matter in await _open_matters(tx, question)):
        return
    at, matter_id = now(), new_id()
    matter = ModerationDocument(
        id=matter_id, kind=kind, question=question.id, code=question.code, at=at,
        reason=await _reason(tx, question, step), open_mark=mark(at, matter_id),
    )  # fmt: skip
    await matter.insert(session=tx.session)


async def _reason(tx: Transaction, question: QuestionDocument, step: str) -> str:
    """Return what was said at the last step of this kind."""
    if not step:
        return ""
    found = TimelineDocument.find({"question": question.id}, session=tx.session)
    entries = [entry for entry in await found.to_list() if entry.kind == step]
    return max(entries, key=lambda entry: entry.number).note if entries else ""


async def _settle(
    tx: Transaction, question: QuestionDocument, kinds: set[Kind] | frozenset[Kind]
) -> None:
    for matter in await _open_matters(tx, question):
        if matter.kind in kinds:
            await settle(tx, matter, "by_itself")


async def settle(
    tx: Transaction, matter: ModerationDocument, outcome: Outcome, note: str = "", by: str = ""
) -> None:
    """Take a matter off the list."""
    at = now()
    matter.open_mark, matter.settled_mark = None, mark(at, matter.id)
    matter.outcome, matter.note = outcome, note
    matter.settled_at, matter.settled_by = at, by or None
    await matter.replace(session=tx.session)
