"""Reading comments, newest first, within a caller's units; personal data is masked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.comments.model import CommentNotFound
from services.survey.directory.queries import unit_scope
from services.survey.portals.queries import show_portal
from shared.contracts.survey.comments import CommentOut, CommentState, TagCount
from shared.folding import search_terms
from shared.identity import Caller
from shared.marks import MarkedList, cut_page
from shared.paging import Page
from shared.personal_text import mask_personal

ROLES = ("leader", "head", "officer")
_TAGGED = 5_000
_TAGS_SHOWN = 50


@dataclass(frozen=True)
class Wanted:
    """Which comments are asked for."""

    portal: str | None = None
    state: CommentState | None = None
    tag: str | None = None
    q: str | None = None


async def browse_comments(
    survey: SurveyRuntime, caller: Caller, wanted: Wanted, cursor: str | None, limit: int
) -> Page[CommentOut]:
    """Return a page of the comments on the caller's portals, and of those their units see to.

    Raises `PortalNotFound`; of somebody else's portal there are none but those.
    """
    if wanted.portal is not None:
        await show_portal(survey, wanted.portal)
    listed = comment_list(wanted, await _seen(survey, caller))
    if listed is None:
        return Page(items=[])
    rows = await listed.rows(survey.mongo.database["comments"], limit + 1, cursor)
    shown, more = cut_page(rows, "mark", limit)
    return Page(items=[told(row) for row in shown], next_cursor=more)


def comment_list(wanted: Wanted, seen: Mapping[str, Any]) -> MarkedList | None:
    """Return the list so narrowed, by the rarest condition first; None when `q` has no word."""
    words: list[str] = []
    if wanted.q is not None:
        words = sorted((term for term in search_terms(wanted.q) if " " not in term), key=len)
        if not words:
            return None
    conditions: dict[str, Any] = {
        "terms": words[-1] if words else None,
        "tags": wanted.tag,
        "portal": wanted.portal,
        "state": wanted.state.value if wanted.state else None,
    }
    given = {name: value for name, value in conditions.items() if value is not None}
    select = dict(list(given.items())[:1])
    rest: list[Mapping[str, Any]] = [{name: value} for name, value in list(given.items())[1:]]
    rest += [{"terms": {"$all": words}}] if len(words) > 1 else []
    rest += [seen] if seen else []
    return MarkedList("mark", select, newest_first=True, also={"$and": rest} if rest else None)


async def _seen(survey: SurveyRuntime, caller: Caller) -> dict[str, Any]:
    """Return the condition for what a caller may see; empty for everything."""
    units = await _units(survey, caller)
    portals = (await survey.portals.get()).values()
    own = [portal.id for portal in portals if portal.unit in units]
    if len(own) == len(portals):
        return {}
    return {"$or": [{"portal": {"$in": own}}, {"assigned": {"$in": sorted(units)}}]}


async def _units(survey: SurveyRuntime, caller: Caller) -> frozenset[str]:
    """Return the units a leader looks down on, and those somebody works for."""
    return await unit_scope(survey, caller, "leader") | caller.units_as("head", "officer")


async def may_sort(survey: SurveyRuntime, caller: Caller, comment: Mapping[str, Any]) -> bool:
    """Return whether a caller may work on a comment."""
    units = await _units(survey, caller)
    portal = (await survey.portals.get()).get(comment["portal"])
    return bool(portal and portal.unit in units) or comment.get("assigned") in units


async def show_comment(survey: SurveyRuntime, caller: Caller, comment: str) -> CommentOut:
    """Return one comment; raises `CommentNotFound`."""
    row = await survey.mongo.database["comments"].find_one({"_id": comment})
    if row is None or not await may_sort(survey, caller, row):
        raise CommentNotFound
    return told(row)


async def count_tags(survey: SurveyRuntime, caller: Caller) -> list[TagCount]:
    """Return the tags of the caller's newest comments, the most used first."""
    seen = await _seen(survey, caller)
    comments = survey.mongo.database["comments"]
    also = {"$and": [{"tags.0": {"$exists": True}}, *([seen] if seen else [])]}
    rows = await MarkedList("mark", newest_first=True, also=also).rows(
        comments, _TAGGED, None, ("tags",)
    )
    counts = Counter(tag for row in rows for tag in row["tags"])
    return [TagCount(tag=tag, comments=n) for tag, n in counts.most_common(_TAGS_SHOWN)]


def told(row: Mapping[str, Any]) -> CommentOut:
    """Return a stored comment as told."""
    return CommentOut(
        id=row["_id"],
        portal=row["portal"],
        text=mask_personal(row["text"]),
        at=row["at"],
        state=row.get("state", CommentState.NEW),
        tags=row.get("tags", []),
        assigned=row.get("assigned"),
        is_wanted=row.get("wanted") is not None,
        question=row.get("question"),
        version=row.get("version", 1),
    )
