"""Answers: Markdown as officers write it, made into HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


def as_html(text: str) -> str:
    """Return an answer as HTML: no markup of its own, no image, no script, links marked foreign.

    Its headings stand below the page's own, which are of the first and second level: the highest
    become the third, all others the fourth.
    """
    tokens = _MARKDOWN.parse(text)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((token.tag for token in headings), default="")
    for token in headings:
        token.tag = "h3" if token.tag == highest else "h4"
    return nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
