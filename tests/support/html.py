"""Reads a page as a strict reader would and says what is wrong with it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise, takewhile

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
CONTROLS = {"input", "select", "textarea"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


@dataclass
class Element:
    """A tag with its attributes and the text inside it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...] = ()
    text: str = ""
    form: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Page:
    """What a page is made of, and its faults."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def text_of(self, tag: str) -> str:
        return next((" ".join(e.text.split()) for e in self.all(tag)), "")

    def ids(self) -> list[str]:
        return [element.get("id") for element in self.elements if "id" in element.attributes]

    def form(self, action: str) -> dict[str, str]:
        """What a browser would send from the form that leads to `action`, left as it is."""
        fields = {}
        for place, element in enumerate(self.elements):
            if element.tag not in CONTROLS:
                continue
            if element.form != action or not element.get("name"):
                continue
            if element.get("type") in {"radio", "checkbox"}:
                if "checked" in element.attributes:
                    fields[element.get("name")] = element.get("value")
            elif element.tag == "textarea":
                fields[element.get("name")] = element.text.removeprefix("\n")
            elif element.tag == "select":
                fields[element.get("name")] = self._chosen(place)
            else:
                fields[element.get("name")] = element.get("value")
        return fields

    def _chosen(self, place: int) -> str:
        """Return what stands chosen in the list at this place: the first, when nothing is said."""
        after = self.elements[place + 1 :]
        options = takewhile(lambda one: one.tag in {"option", "optgroup"}, after)
        offered = [one for one in options if one.tag == "option"]
        chosen = [one for one in offered if "selected" in one.attributes] or offered[:1]
        return chosen[0].get("value") if chosen else ""

    def control(self, name: str) -> Element:
        return next(e for e in self.all(*CONTROLS) if e.get("name") == name)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.page.faults.append(f"<{tag}> repeats an attribute: {names}")
        element = Element(tag, {name: value or "" for name, value in attrs}, self._path())
        element.form = next((e.get("action") for e in reversed(self._open) if e.tag == "form"), "")
        self.page.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.page.elements.append(Element(tag, attributes, self._path()))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            opened = [element.tag for element in self._open[-3:]]
            self.page.faults.append(f"</{tag}> closes {opened} at {self.getpos()}")
            return
        self._open.pop()

    def _path(self) -> tuple[str, ...]:
        return tuple(element.tag for element in self._open)

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def close(self) -> None:
        super().close()
        self.page.faults += [f"<{element.tag}> is never closed" for element in self._open]


def read_html(html: str) -> Page:
    """Read a page or a part of one, with the faults of its form, its references and its policy."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = reader.page
    page.faults += [*_repeated_ids(page), *_broken_references(page), *_nameless(page)]
    page.faults += _against_policy(page)
    return page


def read_page(html: str) -> Page:
    """Read a whole page: besides, its headings, landmarks and title."""
    page = read_html(html)
    levels = [int(e.tag[1]) for e in page.elements if e.tag in {"h1", "h2", "h3", "h4", "h5"}]
    if levels.count(1) != 1:
        page.faults.append(f"{levels.count(1)} first-level headings")
    page.faults += [
        f"heading {after} follows {before}"
        for before, after in pairwise(levels)
        if after > before + 1
    ]
    for tag in ("main", "header", "footer", "title"):
        found = [element for element in page.all(tag) if "svg" not in element.inside]
        if len(found) != 1:
            page.faults.append(f"{len(found)} <{tag}>")
    if not page.text_of("title").endswith(" — Lắng Nghe"):
        page.faults.append(f"title {page.text_of('title')!r}")
    if page.all("html")[0].get("lang") not in {"vi", "en"}:
        page.faults.append("no language")
    return page


def _repeated_ids(page: Page) -> list[str]:
    ids = page.ids()
    return [f"id {name!r} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})]


def _broken_references(page: Page) -> list[str]:
    ids = set(page.ids())
    return [
        f"<{element.tag} {attribute}={name!r}> leads nowhere"
        for element in page.elements
        for attribute in REFERENCES
        for name in element.get(attribute).split()
        if name not in ids
    ]


def _nameless(page: Page) -> list[str]:
    labelled = {element.get("for") for element in page.all("label")}
    faults = [
        f"<{element.tag} name={element.get('name')!r}> has no label"
        for element in page.all(*CONTROLS)
        if element.get("type") not in {"hidden", "submit"}
        and element.get("id") not in labelled
        and not element.get("aria-label")
    ]
    named = page.all("a", "button", "summary", "h1", "h2", "h3", "legend", "label", "caption")
    return faults + [f"<{e.tag}> has no words: {e.attributes}" for e in named if not e.text.strip()]


def _against_policy(page: Page) -> list[str]:
    faults = [f"<{e.tag}> has an inline style" for e in page.elements if "style" in e.attributes]
    faults += [f"<{e.tag}>" for e in page.all("style")]
    faults += [
        f"<{element.tag} {name}>"
        for element in page.elements
        for name in element.attributes
        if name.startswith("on")
    ]
    faults += ["inline script" for element in page.all("script") if not element.get("src")]
    loading = [
        e for e in page.all("script", "link", "img", "iframe") if e.get("rel") != "canonical"
    ]
    sources = [e.get("src") or e.get("href") for e in loading]
    return faults + [f"from elsewhere: {source}" for source in sources if "//" in source]
