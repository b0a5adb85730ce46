"""Reading comments, newest first, within a leader's units; personal data is masked."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.counting import EVERYWHERE
from services.survey.figures.queries import scopes_for
from shared.contracts.survey.responses import CommentOut
from shared.identity import Caller
from shared.marks import MarkedList, cut_page
from shared.paging import Page
from shared.personal_text import mask_personal


async def browse_comments(
    survey: SurveyRuntime, caller: Caller, portal: str | None, cursor: str | None, limit: int
) -> Page[CommentOut]:
    """Return a page of comments; raises what `scopes_for` does."""
    scopes = await scopes_for(survey, caller, portal, None)
    comments = survey.mongo.database["comments"]
    rows = await _listed(scopes).rows(comments, limit + 1, cursor)
    shown, more = cut_page(rows, "mark", limit)
    return Page(items=[_out(row) for row in shown], next_cursor=more)


def _listed(scopes: Sequence[str]) -> MarkedList:
    if list(scopes) == [EVERYWHERE]:
        return MarkedList("mark", newest_first=True)
    if len(scopes) == 1:
        return MarkedList("mark", {"portal": scopes[0]}, newest_first=True)
    return MarkedList("mark", newest_first=True, also={"portal": {"$in": list(scopes)}})


def _out(row: Mapping[str, Any]) -> CommentOut:
    text = mask_personal(row["text"])
    return CommentOut(id=row["_id"], portal=row["portal"], text=text, at=row["at"])
