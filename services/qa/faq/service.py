"""What units do with their entries; each function is one transaction."""

from dataclasses import dataclass

from services.qa.faq.documents import FaqDocument, FaqVersionDocument
from services.qa.faq.model import (
    FaqChanged,
    FaqNotFound,
    FaqOfAnotherUnit,
    FaqWithdrawn,
    QuestionNotPublic,
)
from services.qa.faq.views import may_keep
from services.qa.questions.answers import as_html
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.problems import QuestionNotFound, unusable
from services.qa.topics.queries import topic as topic_of
from services.qa.units.tree import UnitTree
from shared.clock import now, today
from shared.contracts.qa.faq import AddFaq, EditFaq, FaqExpiring, WithdrawFaq
from shared.folding import search_terms
from shared.identity import Caller
from shared.ids import new_id
from shared.marks import mark
from shared.mongo import Mongo, Transaction, transactional
from shared.text import nfc


@dataclass(frozen=True)
class Keeping:
    """Who changes which entry, in the version they read."""

    caller: Caller
    entry: str
    version: int


@transactional
async def add_faq(tx: Transaction, caller: Caller, tree: UnitTree, form: AddFaq) -> FaqDocument:
    """Keep a new entry, from an answered question if one is named."""
    if form.unit not in tree.units:
        raise unusable("unit", "unknown_unit", "no unit has this id")
    if not may_keep(caller, form.unit):
        raise FaqOfAnotherUnit
    taken = await _taken_from(tx, form, caller) if form.from_question else {}
    given = form.model_dump(exclude={"from_question"}, exclude_none=True)
    fields = {**taken, **given, "documents": form.documents}
    await _must_know_topic(fields.get("topic"))
    entry_id, at = new_id(), now()
    entry = FaqDocument(
        **{"valid_from": today(), **fields},
        id=entry_id,
        html="",
        updated_at=at,
        mark="",
        search_terms=[],
    )
    await keep_version(tx, entry, "added", caller.id)
    await entry.insert(session=tx.session)
    return entry


async def _taken_from(tx: Transaction, form: AddFaq, caller: Caller) -> dict[str, str | None]:
    """Return what an answered question of the unit gives; only what everybody may read."""
    question = await QuestionDocument.find_one({"code": form.from_question}, session=tx.session)
    if question is None or not (question.is_published or may_keep(caller, question.lead_unit)):
        raise QuestionNotFound
    if not question.is_published or question.answer is None:
        if form.title is None or form.answer is None:
            raise QuestionNotPublic
        return {"topic": question.topic}
    return {
        "title": question.title_for_all,
        "answer": question.answer.text_for_all,
        "topic": question.topic,
        "from_question": question.code,
    }


@transactional
async def edit_faq(tx: Transaction, keeping: Keeping, form: EditFaq) -> FaqDocument:
    """Replace what an entry says."""
    entry = await _kept(tx, keeping)
    await _must_know_topic(form.topic)
    entry.title, entry.answer, entry.topic = form.title, form.answer, form.topic
    entry.valid_from = form.valid_from or entry.valid_from
    entry.valid_to, entry.documents = form.valid_to, form.documents
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        raise unusable("valid_to", "ends_before_it_begins", "valid_to is before valid_from")
    return await _changed(tx, entry, "edited", keeping.caller)


@transactional
async def withdraw_faq(tx: Transaction, keeping: Keeping, form: WithdrawFaq) -> FaqDocument:
    """Take an entry off the public pages."""
    entry = await _kept(tx, keeping)
    entry.is_withdrawn = True
    return await _changed(tx, entry, "withdrawn", keeping.caller, form.reason)


async def warn_of_expiry(mongo: Mongo) -> None:
    """Tell units what expires within 30 days, once for each day of expiry."""
    due = {"next_warning_at": {"$lte": now()}}
    collection = FaqDocument.get_pymongo_collection()
    for row in await collection.find(due, {"_id": 1}).to_list():
        await _warn(mongo, row["_id"])


@transactional
async def _warn(tx: Transaction, entry_id: str) -> None:
    entry = await FaqDocument.get(entry_id, session=tx.session)
    if entry is None or entry.next_warning_at is None:
        return
    if expiry := entry.take_warning(now(), today()):
        tx.emit(FaqExpiring(entry=entry.id, unit=entry.unit, expires_on=expiry))
    await entry.replace(session=tx.session)


async def _kept(tx: Transaction, keeping: Keeping) -> FaqDocument:
    """Return an entry that the caller may change, in the version the caller read."""
    entry = await FaqDocument.get(keeping.entry, session=tx.session)
    if entry is None:
        raise FaqNotFound
    if not may_keep(keeping.caller, entry.unit):
        raise FaqOfAnotherUnit
    if entry.version != keeping.version:
        raise FaqChanged(
            current_version=entry.version,
            current={"title": entry.title, "answer": entry.answer},
            headers={"ETag": f'"{entry.version}"'},
        )
    if entry.is_withdrawn:
        raise FaqWithdrawn
    return entry


async def _changed(
    tx: Transaction, entry: FaqDocument, kind: str, caller: Caller, reason: str = ""
) -> FaqDocument:
    entry.version += 1
    await keep_version(tx, entry, kind, caller.id, reason)
    await entry.replace(session=tx.session)
    return entry


async def keep_version(
    tx: Transaction, entry: FaqDocument, kind: str, by: str, reason: str = ""
) -> None:
    """Derive what follows from an entry's text and days, and keep this version of it."""
    entry.updated_at = now()
    entry.html = as_html(entry.answer)
    entry.mark = mark(entry.updated_at, entry.id)
    cited = " ".join(f"{document.number} {document.title}" for document in entry.documents)
    entry.search_terms = search_terms(nfc(f"{entry.title}\n{entry.answer}\n{cited}"))
    entry.plan_warning(today())
    kept = entry.model_dump(include={"title", "answer", "valid_from", "valid_to", "documents"})
    version = FaqVersionDocument.model_validate(
        {
            **kept, "id": f"{entry.id}:{entry.version}", "entry": entry.id,
            "version": entry.version, "kind": kind, "at": entry.updated_at, "by": by,
            "reason": reason,
        }
    )  # fmt: skip
    await version.insert(session=tx.session)


async def _must_know_topic(topic: object) -> None:
    if topic is not None and await topic_of(str(topic)) is None:
        raise unusable("topic", "unknown_topic", "no topic has this id")
