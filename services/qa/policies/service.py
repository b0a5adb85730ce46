"""Adding and changing policies and ladders; each function is one transaction."""

from collections.abc import Awaitable
from datetime import date
from typing import Any, Literal, TypeVar

from pymongo.errors import DuplicateKeyError

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.documents import PolicyDocument
from services.qa.deadlines.model import scope_of
from services.qa.directory import queries as directory
from services.qa.escalations.documents import LadderDocument
from services.qa.escalations.model import LadderStep
from services.qa.policies.documents import PolicyChangeDocument
from services.qa.policies.model import PolicyExists, PolicyNotFound, PolicySuperseded, newest
from services.qa.questions.problems import unusable
from services.qa.topics.queries import topic
from shared.clock import now, today
from shared.contracts.qa.policies import LadderForm, NewLadder, NewPolicy, PolicyForm, StepForm
from shared.identity import Caller
from shared.ids import new_id
from shared.marks import mark
from shared.mongo import Transaction, transactional

Version = TypeVar("Version", PolicyDocument, LadderDocument)
_SCOPE = {"unit", "topic"}


async def add_policy(qa: QaRuntime, caller: Caller, form: NewPolicy) -> PolicyDocument:
    """Add a policy for a scope that has none; raises `PolicyExists`."""
    scope = await _scope(form.unit, form.topic)
    added = PolicyDocument(id=new_id(), scope=scope, **form.model_dump(exclude=_SCOPE))
    return await _once(qa, _add(qa.mongo, caller, added), PolicyExists)


async def change_policy(
    qa: QaRuntime, caller: Caller, policy: str, form: PolicyForm
) -> PolicyDocument:
    """Add the next version; raises `PolicyNotFound` and `PolicySuperseded`."""
    changed = PolicyDocument(id=new_id(), scope="", **form.model_dump())
    return await _once(qa, _change(qa.mongo, caller, policy, changed), PolicySuperseded)


async def add_ladder(qa: QaRuntime, caller: Caller, form: NewLadder) -> LadderDocument:
    """Add a ladder for a scope that has none; raises `PolicyExists`."""
    scope = await _scope(form.unit, form.topic)
    return await _once(qa, _add(qa.mongo, caller, _ladder(form, scope)), PolicyExists)


async def change_ladder(
    qa: QaRuntime, caller: Caller, ladder: str, form: LadderForm
) -> LadderDocument:
    """Add the next version; raises `PolicyNotFound` and `PolicySuperseded`."""
    return await _once(qa, _change(qa.mongo, caller, ladder, _ladder(form, "")), PolicySuperseded)


@transactional
async def _add(tx: Transaction, caller: Caller, added: Version) -> Version:
    versions = await type(added).find({"scope": added.scope}, session=tx.session).to_list()
    last = newest(versions)
    if last is not None and not _has_ended(last):
        raise PolicyExists
    added.number = last.number + 1 if last else 1
    return await _store(tx, caller, None, added)


@transactional
async def _change(tx: Transaction, caller: Caller, version: str, changed: Version) -> Version:
    found = await type(changed).get(version, session=tx.session)
    if found is None:
        raise PolicyNotFound
    versions = await type(changed).find({"scope": found.scope}, session=tx.session).to_list()
    before = newest(versions)
    if before is None or before.id != found.id:
        raise PolicySuperseded
    changed.scope, changed.number = before.scope, before.number + 1
    was = _shown(before)
    if before.valid_from > today():
        before.is_withdrawn = True
        await before.replace(session=tx.session)
    return await _store(tx, caller, was, changed)


async def _store(
    tx: Transaction, caller: Caller, before: dict[str, Any] | None, after: Version
) -> Version:
    if after.valid_from < today():
        raise unusable("valid_from", "past", "a change is valid from today on at the earliest")
    if not after.scope and after.valid_to is not None:
        raise unusable("valid_to", "needed", "the one for every question has no end")
    await after.insert(session=tx.session)
    kind: Literal["policy", "ladder"] = "policy" if isinstance(after, PolicyDocument) else "ladder"
    at, row = now(), new_id()
    change = PolicyChangeDocument(
        id=row, mark=mark(at, row), at=at, by=caller.id, kind=kind,
        scope=after.scope, before=before, after=_shown(after),
    )  # fmt: skip
    await change.insert(session=tx.session)
    return after


async def _once(qa: QaRuntime, adding: Awaitable[Version], otherwise: type[Exception]) -> Version:
    """Return what was added, unless somebody added the same number at the same time."""
    try:
        return await adding
    except DuplicateKeyError as error:
        raise otherwise from error
    finally:
        qa.rules.forget()


def _shown(version: PolicyDocument | LadderDocument) -> dict[str, Any]:
    return version.model_dump(mode="json", exclude={"revision_id", "is_withdrawn"})


def _has_ended(version: PolicyDocument | LadderDocument) -> bool:
    last: date | None = version.valid_to
    return last is not None and last < today()


async def _scope(unit: str | None, topic_id: str | None) -> str:
    if unit is not None and await directory.unit(unit) is None:
        raise unusable("unit", "unknown_unit", "no unit has this id")
    if topic_id is not None and await topic(topic_id) is None:
        raise unusable("topic", "unknown_topic", "no topic has this id")
    return scope_of(unit, topic_id)


def _ladder(form: LadderForm, scope: str) -> LadderDocument:
    steps = [_step(step) for step in form.steps]
    return LadderDocument(
        id=new_id(), scope=scope, steps=steps, valid_from=form.valid_from, valid_to=form.valid_to
    )


def _step(form: StepForm) -> LadderStep:
    moment = form.model_dump(include={"share", "working_days", "working_hours"}, exclude_none=True)
    return LadderStep(
        key=form.key, at=moment, role=form.role, by_mail=form.by_mail, is_urgent=form.is_urgent
    )
