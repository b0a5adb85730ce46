"""Names of files: as sent, made harmless, with the ending of what the file really is."""

import re
import unicodedata
from urllib.parse import quote, unquote

from shared.text import nfc

_LONGEST = 120
_DEFAULT = "tep-dinh-kem"
_UNUSABLE = re.compile(r'[<>:"|?*]')
_BLANKS = re.compile(r"\s+")
_ENDING = re.compile(r"\.\w{1,8}$")
# A dot before letters inside a name would pass for a second ending: `hoa-don.exe.pdf`.
_INNER_ENDING = re.compile(r"\.(?=[^\W\d_]\w{1,7}(?:\W|$))")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def clean_name(sent: str, ending: str) -> str:
    """Return a name sent percent-encoded as it is kept: no path, nothing invisible, `.ending`."""
    name = nfc(unquote(sent)).replace("\\", "/")
    name = name.rpartition("/")[2]
    name = "".join(" " if one in "\t\n\r" else one for one in name if _is_visible(one))
    name = _BLANKS.sub(" ", _UNUSABLE.sub("_", name)).strip(" .")
    stem = _INNER_ENDING.sub("_", _ENDING.sub("", name)).strip(" .")[:_LONGEST].strip(" .")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem or _DEFAULT}.{ending}"


def _is_visible(character: str) -> bool:
    return character in "\t\n\r" or unicodedata.category(character) not in _INVISIBLE


def disposition(name: str) -> str:
    """Return `Content-Disposition` for saving under this name (RFC 6266)."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_name = re.sub(r"[^A-Za-z0-9._ -]", "", plain) or "file"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
