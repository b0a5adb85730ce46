"""`/styleguide`: every component with its examples, for those who build pages; development only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.components import list_components, list_examples
from gateway.pages.deps import Pages

router = APIRouter(include_in_schema=False)

TOKENS = (
    "paper", "surface", "raised", "ink", "ink-soft", "line", "line-strong", "teal", "teal-strong",
    "teal-tint", "lotus", "lotus-strong", "lotus-tint", "chart-best", "chart-middle", "chart-low",
)  # fmt: skip


@router.get("/styleguide")
async def show_styleguide(pages: Pages) -> HTMLResponse:
    """Draw all examples in the visitor's language and theme."""
    components = [
        (name, [(example, example.render(pages.environment)) for example in list_examples(name)])
        for name in list_components()
    ]
    return pages.render("styleguide.html", {"components": components, "tokens": TOKENS})
