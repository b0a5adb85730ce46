"""What the gateway learns of portals."""

from pydantic import BaseModel


class PortalOrigins(BaseModel):
    """The origins of the pages that embed open portals, such as `https://portal.example.vn`."""

    origins: list[str]
