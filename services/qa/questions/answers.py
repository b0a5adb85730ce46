"""Answers: Markdown as officers write it, made into HTML that is safe to show."""

import re
from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

REDACTED = "[…]"
"""What stands in a public version for what was left out; `[...]` is read as the same."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "mark", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "mark": {"class"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_MARK = re.compile(r"(\[(?:…|\.\.\.)\])")


def as_html(text: str) -> str:
    """Return an answer as HTML: no markup of its own, no image, no script, links marked foreign.

    Its headings stand below the page's own, which are of the first and second level: the highest
    become the third, all others the fourth. What was left out, `[…]`, is a marked `mark`.
    """
    tokens = _MARKDOWN.parse(text)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((token.tag for token in headings), default="")
    for token in headings:
        token.tag = "h3" if token.tag == highest else "h4"
    for token in tokens:
        if token.children:
            token.children = [part for child in token.children for part in _with_marks(child)]
    return nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )


def _with_marks(token: Token) -> Iterator[Token]:
    """Take a text apart at its redaction marks; whatever is not plain text stays whole."""
    if token.type != "text" or not _MARK.search(token.content):
        yield token
        return
    for part in _MARK.split(token.content):
        if not _MARK.fullmatch(part):
            yield Token("text", "", 0, content=part)
            continue
        opening = Token("mark_open", "mark", 1)
        opening.attrSet("class", "redacted")
        yield opening
        yield Token("text", "", 0, content=REDACTED)
        yield Token("mark_close", "mark", -1)
