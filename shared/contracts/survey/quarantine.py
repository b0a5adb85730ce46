"""Responses held back from the figures, and the ledger of what was decided about them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.survey.responses import PortalId
from shared.text import line

SignName = Literal["honeypot", "too_fast", "forged_proof", "proof_reused", "many_from_one"]
VerdictName = Literal["held", "released", "excluded"]


class HeldOut(BaseModel):
    """A response held back; personal data in its texts is masked.

    `portal` is a portal's id, or `poll:` and a poll's; a poll's answer may hold several options.
    """

    id: str
    portal: str
    received_at: datetime
    signs: list[SignName]
    verdict: VerdictName
    ratings: dict[str, str | list[str]]
    other: str = ""
    texts: dict[str, str] = {}


class DecideResponses(BaseModel):
    """`POST /quarantine/decisions`: count these after all, or leave them out for good."""

    model_config = ConfigDict(extra="forbid")

    responses: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]],
        Field(min_length=1, max_length=200),
    ]
    verdict: Literal["released", "excluded"]
    reason: Annotated[str, line(3, 300)]


class DecisionMade(BaseModel):
    """How many responses the decision moved; those it held of already are not among them."""

    moved: int


class DecisionOut(BaseModel):
    """An entry of the ledger."""

    id: str
    at: datetime
    by: str
    verdict: VerdictName
    reason: str
    responses: int


class QuarantineCounts(BaseModel):
    """How many responses of a month were held back, by what became of them."""

    portal: PortalId
    held: int = 0
    released: int = 0
    excluded: int = 0
