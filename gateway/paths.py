"""Refuses request paths that could mean one address here and another one behind us.

The proxy passes paths on byte for byte, so nothing may be left in them that a service would read
differently: dot segments, doubled or encoded slashes, backslashes, control characters.
"""

import re

from shared.problems import NotFound

_SUSPECT = re.compile(
    rb"//|/\.{1,2}(?:/|$)|\\|%(?:2f|5c|[01][0-9a-f]|7f)|[^\x21-\x7e]", re.IGNORECASE
)
_ENCODED_DOT = re.compile(rb"%2e", re.IGNORECASE)
_LONGEST = 2_000


class OddPath(NotFound):
    """The path is not written plainly; nothing is served under such addresses."""


def refuse_odd_path(raw_path: bytes) -> None:
    """Raise `OddPath` unless a path as sent means the same to everybody."""
    plain = _ENCODED_DOT.sub(b".", raw_path) if b"%2" in raw_path else raw_path
    if len(raw_path) > _LONGEST or not plain.startswith(b"/") or _SUSPECT.search(plain):
        raise OddPath
