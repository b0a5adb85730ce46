"""`/hoi-dap/da-gui`: code, secret and date of the question just asked, for this browser alone."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.pages.citizen.attaching import UnsentFile, describe_unsent
from gateway.pages.citizen.tracked import remembered_question, secret_link
from gateway.pages.deps import Pages
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

DONE = "/hoi-dap/da-gui"


@router.get(DONE)
async def show_asked_question(
    request: Request,
    pages: Pages,
    qa: Qa,
    unsent: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Response:
    """Hand out the code, the secret and the date, to the browser that just asked."""
    pair = remembered_question(request)
    if pair is None:
        return pages.redirect("/hoi-dap/tra-cuu")
    code, secret = pair
    question = await qa.show_question(code, secret)
    context = {
        "question": question,
        "secret": secret,
        "secret_link": secret_link(request, code, secret),
        "unsent": describe_unsent(pages, unsent or []),
    }
    return pages.render("citizen/asked.html", context)


def unsent_query(unsent: Sequence[UnsentFile]) -> str:
    """Return the query that tells the next page which files were refused, by their place."""
    pairs = [("unsent", f"{file.place}.{file.slug}") for file in unsent]
    return f"?{urlencode(pairs)}" if pairs else ""
