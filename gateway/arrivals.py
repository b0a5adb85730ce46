"""A request as it arrived, its header fields read once.

Refuses what the parser (llhttp) lets pass although it means different things to different
programs: two `Host` fields, a coding besides `chunked`, any coding in HTTP/1.0, HTTP/0.9. Two
lengths, a length beside a coding, folded lines and bare line feeds the parser refuses itself.
"""

from starlette.types import Scope

from shared.problems import Problem

_READ = frozenset(
    {
        b"accept", b"accept-encoding", b"access-control-request-method", b"authorization",
        b"content-length", b"content-type", b"cookie", b"forwarded", b"host",
        b"idempotency-key", b"if-match", b"origin", b"sec-fetch-site", b"traceparent",
        b"transfer-encoding", b"x-forwarded-for", b"x-request-id", b"x-tracking-secret",
    }
)  # fmt: skip
_TOGETHER = {b"cookie": b"; "}


class OddRequest(Problem):
    """The request could mean one thing here and another one behind us."""

    status, slug, title = 400, "odd-request", "The request is not written plainly"


class Arrival:
    """One request; `header_bytes` is the size of all names and values and of the query."""

    __slots__ = ("_fields", "header_bytes", "method", "path", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self._fields: dict[bytes, bytes] = {}
        size = len(scope["query_string"])
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            if name in _READ:
                self._note(name, value)
        self.header_bytes = size

    def _note(self, name: bytes, value: bytes) -> None:
        known = self._fields.get(name)
        if known is not None:
            value = known + _TOGETHER.get(name, b", ") + value
        self._fields[name] = value

    def has(self, name: bytes) -> bool:
        """Whether the field was sent."""
        return name in self._fields

    def raw(self, name: bytes) -> bytes | None:
        """Return the field's value, several joined as one, None when it was not sent."""
        return self._fields.get(name)

    def text(self, name: bytes) -> str:
        """Return the field's value as text, empty when it was not sent."""
        return self._fields.get(name, b"").decode("latin-1")

    @property
    def announces_body(self) -> bool:
        """Whether a body is to come."""
        return (
            self._fields.get(b"content-length", b"0") != b"0"
            or b"transfer-encoding" in self._fields
        )

    def refuse_ambiguous(self) -> None:
        """Raise `OddRequest` for what others may read differently."""
        coding = self._fields.get(b"transfer-encoding")
        version = self.scope.get("http_version", "1.1")
        is_odd = (
            (coding is not None and (coding.lower() != b"chunked" or version == "1.0"))
            or (coding is not None and b"content-length" in self._fields)
            or version not in {"1.1", "1.0"}
            or b"," in self._fields.get(b"host", b"")
            or (b"host" not in self._fields and version == "1.1")
        )
        if is_odd:
            raise OddRequest(headers={"Connection": "close"})
