"""Serves the static files under an address that carries their common hash.

Every file lives at `/static/<hash>/<path>`, where the hash covers the whole tree, so that relative
imports between modules and images in style sheets keep working while everything may be cached for
ever; for those who ask again all the same, a file has an ETag. Style sheets that only list
`@import` lines are joined at start. No build step.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.revalidation import knows

STATIC_FOLDER = Path(__file__).parent / "static"
MOUNT_PATH = "/static"
COMPRESSIBLE = {"text/css", "text/javascript", "image/svg+xml", "application/json"}
IMMUTABLE = "public, max-age=31536000, immutable"
# An address with an old hash gets today's file, but nobody keeps it under that name.
STALE = "public, max-age=60"

_IMPORT_LINE = re.compile(r'^@import url\("([\w./-]+\.css)"\);\n?', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file held in memory, with its compressed copies."""

    media_type: str
    body: bytes
    encoded: dict[str, bytes]
    version: str

    def tag(self, encoding: str | None) -> str:
        """Return the ETag of one of its copies."""
        return f'"{self.version}-{encoding}"' if encoding else f'"{self.version}"'


class UnknownAsset(LookupError):
    """A template asked for a static file that does not exist."""


class Assets:
    """The static tree: gives addresses to templates and answers as an ASGI application."""

    def __init__(self, folder: Path = STATIC_FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _load_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, file in self._files.items():
            digest.update(name.encode() + b"\0" + file.body + b"\0")
        self.version = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Give the address of the file `name`, for example `css/main.css`."""
        if name not in self._files:
            raise UnknownAsset(name)
        return f"{MOUNT_PATH}/{self.version}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below the mount path."""
        response = self._respond(scope)
        await response(scope, receive, send)

    def _respond(self, scope: Scope) -> Response:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return Response(status_code=405, headers={"allow": "GET, HEAD"})
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(MOUNT_PATH)
        version, _, name = path.lstrip("/").partition("/")
        file = self._files.get(name)
        if file is None:
            return Response(status_code=404)
        headers = {
            "cache-control": IMMUTABLE if version == self.version else STALE,
            "vary": "Accept-Encoding",
            "x-content-type-options": "nosniff",
        }
        asked = Headers(scope=scope)
        encoding = _choose_encoding(asked.get("accept-encoding", ""), file)
        headers["etag"] = file.tag(encoding)
        if knows(asked.get("if-none-match", ""), headers["etag"]):
            return Response(status_code=304, headers=headers)
        body = file.body
        if encoding:
            body = file.encoded[encoding]
            headers["content-encoding"] = encoding
        headers["content-length"] = str(len(body))
        if scope["method"] == "HEAD":
            body = b""
        return Response(body, media_type=file.media_type, headers=headers)


def _load_file(path: Path) -> StaticFile:
    body = path.read_bytes()
    if path.suffix == ".css":
        body = _join_imports(path).encode()
    media_type, version = _guess_type(path), hashlib.sha256(body).hexdigest()[:12]
    if media_type not in COMPRESSIBLE:
        return StaticFile(media_type, body, {}, version)
    encoded = {"br": brotli.compress(body, quality=9), "gzip": gzip.compress(body, mtime=0)}
    return StaticFile(media_type, body, encoded, version)


def _join_imports(path: Path) -> str:
    """Put the text of each `@import`ed file in place of its line."""

    def read(match: re.Match[str]) -> str:
        return (path.parent / match.group(1)).read_text(encoding="utf-8")

    return _IMPORT_LINE.sub(read, path.read_text(encoding="utf-8"))


def _guess_type(path: Path) -> str:
    if path.suffix == ".js":
        return "text/javascript"
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _choose_encoding(accepted: str, file: StaticFile) -> str | None:
    names = {
        part.split(";")[0].strip() for part in accepted.lower().split(",") if "q=0" not in part
    }
    return next((name for name in file.encoded if name in names), None)
