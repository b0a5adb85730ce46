"""The parts of a question as they cross: who may see them was decided before."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.parts import Answer, Draft, Message, Note, Support
from shared.contracts.qa.base import PersonRef, UnitRef
from shared.contracts.qa.parts import (
    CorrectionOut,
    ExtensionOut,
    FlagOut,
    MessageOut,
    NoteOut,
    RatingOut,
    RejectionOut,
    SupportOut,
)
from shared.contracts.qa.questions import AnswerOut, DraftOut, TimelineEntry
from shared.personal_text import find_personal

Names = dict[str, str]
Units = dict[str, UnitRef]
FlagField = Literal["title", "body", "answer", "public_title", "public_body", "public_text"]

SHOWN_TO_ALL = frozenset({"asked", "received", "answered", "published", "corrected", "imported"})
SHOWN_TO_ASKER = SHOWN_TO_ALL | {
    "assigned", "reminded", "escalated", "forwarded", "returned", "rerouted", "info_requested",
    "information", "resumed", "extended", "recalculated", "support_asked", "rejected", "merged",
    "recalled", "republished", "reopened", "closed", "withdrawn", "follow_up", "replied", "rated",
    "attached", "detached", "attachment_refused", "consent_withdrawn",
}  # fmt: skip
SHOWN_TO_SUPPORTERS = SHOWN_TO_ALL | {
    "assigned", "reminded", "escalated", "forwarded", "returned", "rerouted", "info_requested",
    "information", "resumed", "extended", "recalculated", "support_asked", "support_replied",
    "rejected", "merged", "recalled", "republished", "reopened", "closed", "withdrawn",
}  # fmt: skip
"""How the question stands; not what the lead unit does among itself or with the sender."""
_REASONS_FOR_ASKER = frozenset(
    {"forwarded", "returned", "rerouted", "resumed", "extended", "recalculated", "corrected",
     "recalled", "republished", "reopened", "withdrawn"}
)  # fmt: skip
_NAMES_A_UNIT = frozenset({"forwarded", "returned", "rerouted", "support_asked"})
_NAMES_A_PERSON = frozenset({"assigned"})


def named_people(question: QuestionDocument, entries: Iterable[TimelineDocument]) -> set[str]:
    """Return the ids of everybody a question names inside."""
    people = {question.assignee or "", question.draft.by if question.draft else ""}
    for entry in entries:
        people |= {entry.by}
        if entry.kind in _NAMES_A_PERSON:
            people |= {entry.before, entry.after}
    people |= {message.actor for message in question.messages}
    for note in question.notes:
        people |= {note.by, *note.mentions}
    return people - {""}


def named_units(question: QuestionDocument, entries: Iterable[TimelineDocument]) -> set[str]:
    """Return the ids of the units a question names."""
    units = {question.lead_unit, *(support.unit for support in question.supports)}
    for entry in entries:
        units |= {entry.unit}
        if entry.kind in _NAMES_A_UNIT:
            units |= {entry.before, entry.after}
    if question.answer:
        units.add(question.answer.unit)
    return units - {""}


def entry_out(entry: TimelineDocument, units: Units, names: Names | None) -> TimelineEntry:
    """Return a step; for a reader who may know no names (None) nobody is named.

    A step that names a unit, such as a forwarding, has that one; others have the unit that acted.
    """
    known = names or {}
    before, after, unit = entry.before, entry.after, units.get(entry.unit)
    if entry.kind in _NAMES_A_UNIT:
        unit = units.get(after) or unit
        before, after = _unit_name(units, before), _unit_name(units, after)
    elif entry.kind in _NAMES_A_PERSON:
        before, after = known.get(before, ""), known.get(after, "")
    reads = names is not None or entry.kind in _REASONS_FOR_ASKER
    note = entry.note if reads else ""
    return TimelineEntry(
        at=entry.at,
        kind=entry.kind,
        role=entry.role,
        actor=known.get(entry.by, ""),
        unit=unit.name if unit else "",
        unit_en=unit.name_en if unit else "",
        note=note or (after if entry.kind in _NAMES_A_PERSON else ""),
        before=before if names is not None or entry.kind in _REASONS_FOR_ASKER else "",
        after=after if names is not None or entry.kind in _REASONS_FOR_ASKER else "",
        told_role=entry.told_role,
    )


def _unit_name(units: Units, unit: str) -> str:
    return units[unit].name if unit in units else ""


def answer_out(answer: Answer | None, units: Units, *, for_all: bool = False) -> AnswerOut | None:
    """Return an answer as it crosses: the reply, or `for_all` what everybody reads instead."""
    if answer is None:
        return None
    return AnswerOut(
        text=answer.text_for_all if for_all else answer.text,
        html=answer.html_for_all if for_all else answer.html,
        unit=units.get(answer.unit) or UnitRef(id=answer.unit, name=answer.unit),
        answered_at=answer.answered_at,
        published_at=answer.published_at,
        corrected_at=answer.corrected_at,
    )


def draft_out(draft: Draft | None, names: Names) -> DraftOut | None:
    """Return a draft as it crosses."""
    if draft is None:
        return None
    return DraftOut(**draft.model_dump(exclude={"by"}), by=names.get(draft.by, ""))


def message_out(message: Message, names: Names | None) -> MessageOut:
    """Return a word as it crosses; without names, who wrote for the unit is not said."""
    actor = (names or {}).get(message.actor, "")
    return MessageOut(**message.model_dump(exclude={"actor"}), actor=actor)


def note_out(note: Note, names: Names) -> NoteOut:
    """Return an internal note as it crosses."""
    by, *mentions = (
        PersonRef(id=one, name=names.get(one, "")) for one in (note.by, *note.mentions)
    )
    return NoteOut(id=note.id, at=note.at, by=by, text=note.text, mentions=mentions)


def support_out(support: Support, units: Units, at: datetime) -> SupportOut:
    """Return a supporting unit's part as it crosses."""
    return SupportOut(
        unit=units[support.unit],
        request=support.request,
        asked_at=support.asked_at,
        due_at=support.due_at,
        is_overdue=(support.replied_at or at) > support.due_at,
        reply=support.reply,
        replied_at=support.replied_at,
    )


def extensions_out(question: QuestionDocument, since: datetime) -> list[ExtensionOut]:
    """Return the extensions of the clock that began at a moment."""
    found = [one for one in question.extensions if one.at >= since]
    return [ExtensionOut(**one.model_dump(exclude={"by"})) for one in found]


def corrections_out(question: QuestionDocument, *, with_texts: bool) -> list[CorrectionOut]:
    """Return the earlier texts of the answer; without texts only when and why they were replaced.

    What was taken away by a correction is not to be read on the public page for ever.
    """
    return [
        CorrectionOut(
            at=one.at,
            reason=one.reason,
            text=one.text if with_texts else "",
            html=one.html if with_texts else "",
        )
        for one in question.corrections
    ]


def rejection_out(question: QuestionDocument) -> RejectionOut | None:
    """Return the rejection as it crosses."""
    found = question.rejection
    return RejectionOut(**found.model_dump(exclude={"by"})) if found else None


def rating_out(question: QuestionDocument) -> RatingOut | None:
    """Return the rating as it crosses."""
    found = question.rating
    return RatingOut(**found.model_dump(exclude={"id"})) if found else None


def flags_of(question: QuestionDocument) -> list[FlagOut]:
    """Return the likely personal data in a question, in its answer or draft, and in what is public.

    Of a public version only its own texts can do harm; they are looked through beside the others.
    """
    written = question.draft or question.answer
    texts: list[tuple[FlagField, str]] = [("title", question.title), ("body", question.body)]
    if written:
        texts.append(("answer", written.text))
        if public := written.public:
            texts += [
                ("public_title", public.title),
                ("public_body", public.body),
                ("public_text", public.text),
            ]
    return [
        FlagOut(field=field, kind=span.kind.value, start=span.start, end=span.end)
        for field, text in texts
        for span in find_personal(text)
    ]
