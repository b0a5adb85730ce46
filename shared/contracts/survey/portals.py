"""Portals as administrators keep them, and what the gateway learns of them."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.contracts.survey.responses import PortalId, PortalOut
from shared.text import line

RESERVED = ("tham-do",)
"""`/danh-gia/tham-do` lists the opinion polls."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def _as_origin(text: str) -> str:
    """Return an origin as browsers send it; raises `ValueError` for anything else."""
    parts = urlsplit(text.strip().lower())
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError("not an origin") from error
    host = host.encode("idna").decode() if not host.isascii() else host
    shown = f"[{host}]" if ":" in host else host
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and shown in _LOOPBACK)
    has_more = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    if not host or "*" in host or not is_safe or has_more:
        raise ValueError("an https origin without path, such as https://tuphap.hue.gov.vn")
    standard = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != standard else "")


def _not_reserved(text: str) -> str:
    """Return an id under which pages of our own do not stand already."""
    if text in RESERVED:
        raise ValueError("reserved")
    return text


Origin = Annotated[str, Field(max_length=300), AfterValidator(_as_origin)]
Origins = Annotated[list[Origin], Field(max_length=20)]
Name = Annotated[str, line(2, 150)]
UnitId = Annotated[str, Field(min_length=1, max_length=64)]


class PortalOrigins(BaseModel):
    """The origins of the pages that embed open portals, such as `https://portal.example.vn`."""

    origins: list[str]
    by_portal: dict[str, list[str]] = {}
    """The same for each portal, closed ones too: their pages may still say so in a frame."""


class PortalDetail(PortalOut):
    """A portal with what its keepers see; `version` is the ETag for `If-Match`."""

    origins: list[str]
    version: int


class CreatePortal(BaseModel):
    """`POST /portals`: the id stands in addresses and snippets and never changes."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[PortalId, AfterValidator(_not_reserved)]
    name: Name
    unit: UnitId
    origins: Origins = []


class ChangePortal(BaseModel):
    """`PATCH /portals/{id}`: what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    unit: UnitId | None = None
    origins: Origins | None = None
    is_open: bool | None = None


class PortalChange(BaseModel):
    """An entry of a portal's history: what a field was and became."""

    at: datetime
    by: str
    version: int
    before: dict[str, object]
    after: dict[str, object]
