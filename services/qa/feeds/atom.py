"""Atom feeds (RFC 4287), in pages (RFC 5005). No I/O."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed last."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("", NAMESPACE)


@dataclass(frozen=True)
class Entry:
    """What is told of; `html` is clean HTML, `key` never changes and is never used again."""

    key: str
    title: str
    html: str
    address: str
    author: str
    published: datetime
    updated: datetime
    topic: tuple[str, str] | None = None
    """Its key and its name."""


@dataclass(frozen=True)
class Feed:
    """A page of entries; `path` and `page` are its address and the page's under `root`."""

    root: str
    path: str
    title: str
    about: str
    """The path of the page for people."""
    narrowed: dict[str, str]
    entries: Sequence[Entry]
    cursor: str | None = None
    next_cursor: str | None = None

    @property
    def updated(self) -> datetime:
        """When anything on this page was changed last, in whole seconds."""
        latest = max((entry.updated for entry in self.entries), default=NEVER)
        return latest.astimezone(UTC).replace(microsecond=0)

    def address(self, cursor: str | None = None) -> str:
        """Return the address of a page of this feed."""
        query = {**self.narrowed, **({"cursor": cursor} if cursor else {})}
        return f"{self.root}{self.path}{f'?{urlencode(query)}' if query else ''}"

    def tag(self, key: str) -> str:
        """Return a lasting id (RFC 4151)."""
        return f"tag:{urlsplit(self.root).hostname},2026:{key}"

    def xml(self) -> bytes:
        """Return the document."""
        feed = ET.Element(_name("feed"), {"xml:lang": "vi"})
        narrowed = "".join(f"/{key}={value}" for key, value in sorted(self.narrowed.items()))
        _text(feed, "id", self.tag(f"{self.path}{narrowed}"))
        _text(feed, "title", self.title)
        _text(feed, "updated", _moment(self.updated))
        _text(feed, "generator", "Lắng Nghe")
        _link(feed, "self", self.address(self.cursor), MEDIA_TYPE)
        _link(feed, "first", self.address(), MEDIA_TYPE)
        if self.next_cursor:
            _link(feed, "next", self.address(self.next_cursor), MEDIA_TYPE)
        _link(feed, "alternate", f"{self.root}{self.about}", "text/html")
        for entry in self.entries:
            self._add(feed, entry)
        return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))

    def _add(self, feed: ET.Element, entry: Entry) -> None:
        added = ET.SubElement(feed, _name("entry"))
        _text(added, "id", self.tag(entry.key))
        _text(added, "title", entry.title)
        _text(added, "published", _moment(entry.published))
        _text(added, "updated", _moment(entry.updated))
        author = ET.SubElement(added, _name("author"))
        _text(author, "name", entry.author)
        if entry.topic:
            term, label = entry.topic
            ET.SubElement(added, _name("category"), {"term": term, "label": label})
        _link(added, "alternate", f"{self.root}{entry.address}", "text/html")
        _text(added, "content", entry.html, type="html")


def paragraphs(text: str) -> str:
    """Return a plain text as HTML."""
    parts = (html.escape(part).replace("\n", "<br>") for part in text.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in parts)


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _text(parent: ET.Element, local: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _name(local), attributes).text = _NOT_IN_XML.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    link = {"rel": relation, "href": address, "type": media_type}
    ET.SubElement(parent, _name("link"), link)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
