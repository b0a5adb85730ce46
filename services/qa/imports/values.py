"""Values of cells as text and moments; what old portals stored as HTML becomes Markdown."""

import re
from datetime import date, datetime, time
from html import unescape
from html.parser import HTMLParser

from shared.clock import HO_CHI_MINH
from shared.tables import Cell

_LONGEST = 200_000
# Copied from word processors: they print nothing and mean nothing.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
)
_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|em|i|u|ul|ol|li|table|tbody|tr|td|th|a|h[1-6]|font)\b[^<>]*>",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8}\d?);", re.I)
_DAY = re.compile(
    r"(?:(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2}))"
    r"(?:[ T,]+(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


def is_formula(cell: Cell) -> bool:
    """Say whether a cell is a formula written as text, or one that failed."""
    return isinstance(cell, str) and (cell.lstrip().startswith("=") or cell.strip() in _ERRORS)


def as_text(cell: Cell) -> str:
    """Return a cell as text, without marks that print nothing and without markup."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    text = str(cell).translate(_INVISIBLE)
    if len(text) > _LONGEST:
        return text  # is refused whatever it is
    if _TAG.search(text):
        return _without_markup(text)
    return unescape(text) if _ENTITY.search(text) else text


def as_moment(cell: Cell) -> datetime | None:
    """Return a cell as a moment, the time of the province if it says none; None if it is none."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=HO_CHI_MINH)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), HO_CHI_MINH)
    found = _DAY.fullmatch(as_text(cell).strip())
    if found is None:
        return None
    day = found["iso"] or f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    clock = f"{int(found['hour'] or 0):02}:{found['minute'] or '00'}:{found['second'] or '00'}"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{found['zone'] or ''}")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=HO_CHI_MINH)


class _Markdown(HTMLParser):
    """Collects the text of HTML; blocks end lines, points of lists and links stay."""

    _BLOCKS = frozenset({"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
    _HIDDEN = frozenset({"script", "style", "head"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag in self._BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            is_web = target.startswith(("http://", "https://")) and not set(target) & set("()<> ")
            self._links.append(target if is_web else "")
            self.parts.append("[" if is_web else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in self._BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self._links:
            target = self._links.pop()
            self.parts.append(f"]({target})" if target else "")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _without_markup(text: str) -> str:
    parser = _Markdown()
    parser.feed(text)
    parser.close()
    lines = "".join(parser.parts).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()
