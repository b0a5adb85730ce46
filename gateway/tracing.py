"""W3C Trace Context: a request's trace goes on through us, or begins here.

https://www.w3.org/TR/trace-context/ ; the trace id tells nothing about anybody. While this process
is traced itself, the next hop belongs to its span.
"""

import os
import re

from shared.tracing import current_traceparent

_VALID = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE, _NO_PARENT = b"0" * 32, b"0" * 16


def next_traceparent(given: bytes | None) -> tuple[bytes, bool]:
    """Return the `traceparent` for the next hop and whether it goes on with the one given."""
    found = _VALID.fullmatch(given) if given is not None else None
    if (ours := current_traceparent()) is not None:
        return ours.encode(), found is not None and _is_usable(found)
    span = os.urandom(8).hex().encode()
    if found is None or not _is_usable(found):
        return b"00-%b-%b-01" % (os.urandom(16).hex().encode(), span), False
    return b"00-%b-%b-%b" % (found[1], span, found[3]), True


def _is_usable(found: re.Match[bytes]) -> bool:
    version = found[0][:2]
    if version == b"ff" or (version == b"00" and found[4] is not None):
        return False
    return found[1] != _NO_TRACE and found[2] != _NO_PARENT
