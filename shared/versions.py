"""Which version of a thing the caller read: `If-Match`, as the `ETag` said it."""

import re
from typing import Annotated

from fastapi import Depends, Header

from shared.problems import InvalidRequest, VersionRequired

_ETAG = re.compile(r'"(\d{1,9})"|(\d{1,9})')


async def read_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """Return the version named by `If-Match`, None without it; raises `InvalidRequest`."""
    if if_match is None:
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        detail = "the version read, as in the ETag"
        entry = {"pointer": "header:if-match", "code": "if_match", "detail": detail}
        raise InvalidRequest(errors=[entry])
    return int(found[1] or found[2])


async def _required(version: Annotated[int | None, Depends(read_version)]) -> int:
    if version is None:
        raise VersionRequired
    return version


VersionIfGiven = Annotated[int | None, Depends(read_version)]
Version = Annotated[int, Depends(_required)]


def etag(version: int) -> str:
    """Return the `ETag` of a version."""
    return f'"{version}"'
