"""A person's inbox."""

from datetime import datetime

from pydantic import BaseModel


class NotificationOut(BaseModel):
    """An entry of a person's inbox; `kind` is the template's key.

    `told_role` is the role in which a reminder or an escalation reached them, else empty.
    """

    id: str
    kind: str
    code: str
    title: str
    at: datetime
    read: bool
    told_role: str = ""
