"""Answers that are the same for every guest: a browser may keep one, and asks whether it changed.

Such an answer has a weak ETag of what it says, so that asking again costs no body, whatever its
compression; the back button shows it at once. What is anybody's own is never kept (`no-store`).
"""

from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

KEPT = "private, no-cache"


def revalidated(request: Request, answer: Response) -> Response:
    """Return a whole answer with its ETag, or only 304 when the browser has the same."""
    tag = f'W/"{blake2b(bytes(answer.body), digest_size=12).hexdigest()}"'
    answer.headers["etag"] = tag
    answer.headers["cache-control"] = KEPT
    if not knows(request.headers.get("if-none-match", ""), tag):
        return answer
    kept = ("etag", "cache-control", "vary")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return Response(status_code=304, headers=headers)


def knows(asked: str, tag: str) -> bool:
    """Whether `If-None-Match` names a tag; weak and strong ones count alike (RFC 9110, 13.1.2)."""
    names = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return tag.removeprefix("W/") in names or asked.strip() == "*"
