"""What a browser gets to show that a response cost some work and some time."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ChallengeOut(BaseModel):
    """`GET /challenge`: ALTCHA's challenge, version 1, and a ticket for forms without scripts.

    The solution goes back as `proof`: base64 of `{algorithm, challenge, number, salt, signature}`
    as JSON, where `number` makes SHA-256 of `salt` + `number` equal to `challenge`.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    algorithm: Literal["SHA-256"]
    challenge: str
    max_number: int = Field(alias="maxNumber")
    salt: str
    signature: str
    ticket: str
