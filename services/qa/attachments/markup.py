"""XML inside documents: what it declares, and what it loads from outside."""

import re
from collections.abc import Callable
from xml.parsers import expat

from services.qa.attachments.checks import Reason, matches_in, refusal

_PROLOG = 64 * 1024
_MOST_RELATIONS = 2 * 1024 * 1024
_ACTING = re.compile(rb"macroEnabled|vbaProject|ddeLink|DDEAUTO|ms-office\.activeX", re.IGNORECASE)
_LINK = re.compile(r"/(?:hyperlink|externalLink\w*)$", re.IGNORECASE)
_PICTURE = re.compile(r"/image$", re.IGNORECASE)

Attributes = dict[str, str]


class _RootReached(Exception):
    """Nothing can be declared any more."""


def check_markup(content: bytearray) -> None:
    """Raise `FileRefused` when a part declares something, or holds macros or links that act."""

    def begin(_name: str, _attributes: Attributes) -> None:
        raise _RootReached

    if not _parse(content[:_PROLOG], begin, is_whole=len(content) <= _PROLOG):
        raise refusal(Reason.DAMAGED, "The document cannot be read.")
    if next(matches_in(_ACTING, _as_ascii(content)), None):
        raise refusal(Reason.ACTIVE_CONTENT, "The document holds macros or links that act.")


def check_relations(content: bytearray) -> None:
    """Raise `FileRefused` when a document loads something from outside by itself."""
    if len(content) > _MOST_RELATIONS:
        raise refusal(Reason.TOO_LARGE_INSIDE, "The document has too many parts.")

    def begin(_name: str, attributes: Attributes) -> None:
        if attributes.get("TargetMode", "").casefold() == "external":
            _check_outside(attributes.get("Type", ""), attributes.get("Target", ""))

    _parse(content, begin, is_whole=True)


def _check_outside(kind: str, target: str) -> None:
    is_web = target.strip().casefold().startswith(("http://", "https://"))
    if _LINK.search(kind) or (_PICTURE.search(kind) and is_web):
        return  # followed when somebody wants it, or a picture of a page
    raise refusal(Reason.ACTIVE_CONTENT, "The document loads something from outside.")


def _parse(content: bytearray, begin: Callable[[str, Attributes], None], *, is_whole: bool) -> bool:
    """Read XML as office programs do, until `begin` has seen the root if it raises so.

    A declaration is refused before it means anything.
    """
    parser = expat.ParserCreate()

    def declare(*_: object) -> None:
        raise refusal(Reason.ACTIVE_CONTENT, "The document declares entities.")

    parser.StartDoctypeDeclHandler = declare
    parser.StartElementHandler = begin
    try:
        parser.Parse(bytes(content), is_whole)
    except _RootReached:
        return True
    except (expat.ExpatError, ValueError) as error:
        raise refusal(Reason.DAMAGED, "The document cannot be read.") from error
    return False


def _as_ascii(content: bytearray) -> bytearray:
    """Return markup so that its names can be looked for, whatever its encoding."""
    return content.replace(b"\0", b"") if b"\0" in content[:64] else content
