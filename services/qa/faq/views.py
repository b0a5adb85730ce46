"""Entries as a caller may see them."""

from collections.abc import Iterable
from datetime import date

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.faq.documents import FaqDocument, FaqVersionDocument
from services.qa.faq.model import is_expired
from services.qa.topics.queries import all_topics
from shared.clock import today
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.faq import CitedDocument, CitedDocumentOut, FaqOut, FaqVersionOut
from shared.identity import Caller, CallerKind

WRITERS = ("officer", "head")


def may_keep(caller: Caller, unit: str) -> bool:
    """Say whether a caller keeps a unit's entries: its people, and the coordinator."""
    return caller.kind is CallerKind.PERSON and (
        caller.has_role(*WRITERS, unit=unit) or caller.has_role("coordinator")
    )


async def entries_out(
    qa: QaRuntime, entries: Iterable[FaqDocument], caller: Caller
) -> list[FaqOut]:
    """Return entries as they cross."""
    tree, day = await qa.units.get(), today()
    topics = {topic.id: topic for topic in await all_topics()}
    return [
        FaqOut(
            id=entry.id,
            title=entry.title,
            answer=entry.answer,
            html=entry.html,
            unit=tree.ref(entry.unit),
            topic=topics.get(entry.topic or ""),
            state=entry.state(day),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            documents=_documents(entry.documents, day),
            cites_expired=entry.cites_expired(day),
            from_question=entry.from_question,
            updated_at=entry.updated_at,
            version=entry.version,
            actions=_actions(entry, caller),
        )
        for entry in entries
    ]


async def versions_out(
    qa: QaRuntime, versions: Iterable[FaqVersionDocument]
) -> list[FaqVersionOut]:
    """Return the history of an entry, with the names of who wrote it."""
    found, day = list(versions), today()
    names = await directory.person_names({version.by for version in found}, qa.cipher)
    return [
        FaqVersionOut(
            version=one.version,
            kind=one.kind,
            at=one.at,
            by=PersonRef(id=one.by, name=names.get(one.by, "")),
            reason=one.reason,
            title=one.title,
            answer=one.answer,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            documents=_documents(one.documents, day),
        )
        for one in found
    ]


def _actions(entry: FaqDocument, caller: Caller) -> list[str]:
    can_change = not entry.is_withdrawn and may_keep(caller, entry.unit)
    return ["edit", "withdraw"] if can_change else []


def _documents(documents: Iterable[CitedDocument], day: date) -> list[CitedDocumentOut]:
    return [
        CitedDocumentOut(**document.model_dump(), is_expired=is_expired(document, day))
        for document in documents
    ]
