"""Reading the coordinator's list."""

from collections.abc import Sequence
from typing import Literal

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.moderation.documents import ModerationDocument
from services.qa.moderation.flags import flags_in, public_texts
from services.qa.questions.documents import QuestionDocument
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.moderation import ModerationCounts, ModerationKind, ModerationOut
from shared.marks import MarkedList, cut_page
from shared.paging import Page

State = Literal["open", "settled"]


def matters(kind: ModerationKind | None, state: State) -> MarkedList:
    """Return the list: open ones oldest first, settled ones newest first."""
    select = {} if kind is None else {"kind": kind.value}
    if state == "open":
        return MarkedList("open_mark", select)
    return MarkedList("settled_mark", select, newest_first=True)


async def list_matters(
    qa: QaRuntime, kind: ModerationKind | None, state: State, cursor: str | None, limit: int
) -> Page[ModerationOut]:
    """Return a page of the list."""
    listed = matters(kind, state)
    collection = ModerationDocument.get_pymongo_collection()
    rows = await listed.rows(collection, limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    found = [ModerationDocument.model_validate({**row, "id": row["_id"]}) for row in shown]
    return Page(items=await as_told(qa, found), next_cursor=following)


async def count_matters() -> ModerationCounts:
    """Return how many are open of each kind."""
    collection = ModerationDocument.get_pymongo_collection()
    counted = {
        kind.value: await collection.count_documents({"kind": kind.value, "open_mark": {"$gt": ""}})
        for kind in ModerationKind
    }
    return ModerationCounts(**counted)


async def as_told(qa: QaRuntime, found: Sequence[ModerationDocument]) -> list[ModerationOut]:
    """Return matters as they cross, with their questions as they are now."""
    ids = list({matter.question for matter in found})
    held = await QuestionDocument.find({"_id": {"$in": ids}}).to_list()
    questions = {question.id: question for question in held}
    units = await directory.unit_refs(question.lead_unit for question in held)
    people = {matter.settled_by for matter in found if matter.settled_by}
    names = await directory.person_names(people, qa.cipher)
    told = []
    for matter in found:
        question = questions[matter.question]
        is_about_text = matter.kind is ModerationKind.PERSONAL_DATA
        texts = public_texts(question) if is_about_text else {}
        by = matter.settled_by
        told.append(
            ModerationOut(
                id=matter.id,
                kind=matter.kind,
                code=question.code,
                title=question.title,
                status=question.status,
                unit=units[question.lead_unit],
                at=matter.at,
                reason=matter.reason,
                flags=flags_in(texts),
                public_title=texts.get("title", ""),
                public_body=texts.get("body", ""),
                public_answer=texts.get("answer", ""),
                is_open=matter.open_mark is not None,
                outcome=matter.outcome,
                note=matter.note,
                settled_at=matter.settled_at,
                settled_by=PersonRef(id=by, name=names.get(by, "")) if by else None,
            )
        )
    return told
