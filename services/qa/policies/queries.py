"""Reading policies, ladders, their changes, and what they would mean for a question asked now."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from services.qa.deadlines.documents import PolicyDocument, StoredDay
from services.qa.deadlines.model import parts_of
from services.qa.deadlines.queries import clock_for
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.escalations.documents import LadderDocument
from services.qa.escalations.model import LadderStep
from services.qa.escalations.queries import FOR_SUPPORTS, first_steps
from services.qa.policies.documents import PolicyChangeDocument
from services.qa.policies.model import newest, state_of
from services.qa.topics.queries import all_topics
from shared.cipher import Cipher
from shared.clock import today
from shared.contracts.qa.base import PersonRef, UnitRef
from shared.contracts.qa.policies import (
    DuePreview,
    LadderOut,
    PolicyChangeOut,
    PolicyOut,
    PreviewStep,
    StepForm,
)
from shared.contracts.qa.questions import ExplainedDay, TopicOut
from shared.marks import MarkedList, cut_page
from shared.paging import Page


class _Scope(TypedDict):
    unit: UnitRef | None
    topic: TopicOut | None


async def policies() -> list[PolicyOut]:
    """Return every version, those for every question first, the newest first in each scope."""
    versions = await PolicyDocument.find_all().to_list()
    ordered = sorted(versions, key=lambda version: (version.scope, -version.number))
    named = await _scopes(version.scope for version in ordered)
    return [
        PolicyOut(
            **version.model_dump(exclude={"scope", "is_withdrawn", "revision_id"}),
            **named[version.scope],
            state=state_of(version, versions, today()),
            changeable=version is newest(one for one in versions if one.scope == version.scope),
        )
        for version in ordered
    ]


async def ladders() -> list[LadderOut]:
    """Return every version, those for every question first, the newest first in each scope."""
    versions = await LadderDocument.find_all().to_list()
    ordered = sorted(versions, key=lambda version: (version.scope, -version.number))
    named = await _scopes(version.scope for version in ordered)
    return [
        LadderOut(
            id=version.id,
            number=version.number,
            **named[version.scope],
            state=state_of(version, versions, today()),
            changeable=version is newest(one for one in versions if one.scope == version.scope),
            for_supports=version.scope == FOR_SUPPORTS,
            steps=[_step_out(step) for step in version.steps],
            valid_from=version.valid_from,
            valid_to=version.valid_to,
        )
        for version in ordered
    ]


async def policy(version: str) -> PolicyOut:
    """Return a version that is there."""
    [found] = [one for one in await policies() if one.id == version]
    return found


async def ladder_version(version: str) -> LadderOut:
    """Return a version that is there."""
    [found] = [one for one in await ladders() if one.id == version]
    return found


async def changes(cipher: Cipher, cursor: str | None, limit: int) -> Page[PolicyChangeOut]:
    """Return who changed what, the newest first."""
    listed = MarkedList("mark", newest_first=True)
    rows = await listed.rows(PolicyChangeDocument.get_pymongo_collection(), limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    names = await directory.person_names({row["by"] for row in shown}, cipher)
    named = await _scopes(row["scope"] for row in shown)
    items = [
        PolicyChangeOut(
            id=row["_id"],
            at=row["at"],
            by=PersonRef(id=row["by"], name=names.get(row["by"], "")),
            kind=row["kind"],
            **named[row["scope"]],
            before=row["before"],
            after=row["after"],
        )
        for row in shown
    ]
    return Page(items=items, next_cursor=following)


async def preview(unit: UnitDocument, topic: str | None, asked_at: datetime) -> DuePreview:
    """Return the clock that a question asked at a moment would get."""
    clock = await clock_for(unit, topic, asked_at)
    steps = await first_steps(clock, unit.id, topic)
    return DuePreview(
        asked_at=asked_at,
        receive_by=clock.receive_by,
        due_soon_at=clock.due_soon_at,
        due_at=clock.due_at,
        is_provisional=clock.deadline.provisional,
        policy=clock.policy.id,
        due_policy=clock.policy.text,
        due_policy_en=clock.policy.text_en,
        due_days=[ExplainedDay(**StoredDay.of(day).model_dump()) for day in clock.deadline.days],
        steps=[PreviewStep(**step.model_dump()) for step in steps],
    )


async def _scopes(wanted: Iterable[str]) -> dict[str, _Scope]:
    """Return the units and topics that scopes name."""
    parts = {scope: parts_of(scope) for scope in set(wanted)}
    units = await directory.unit_refs(unit for unit, _ in parts.values() if unit)
    topics = {topic.id: topic for topic in await all_topics()}
    return {
        scope: _Scope(unit=units.get(unit or ""), topic=topics.get(topic or ""))
        for scope, (unit, topic) in parts.items()
    }


def _step_out(step: LadderStep) -> StepForm:
    return StepForm(
        key=step.key,
        role=step.role,
        by_mail=step.by_mail,
        is_urgent=step.is_urgent,
        **step.at.model_dump(),
    )
