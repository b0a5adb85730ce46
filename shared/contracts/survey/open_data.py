"""Published figures of a whole month; groups smaller than the minimum are withheld."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from shared.contracts.survey.figures import CriterionFigure
from shared.contracts.survey.quarantine import QuarantineCounts
from shared.contracts.survey.responses import Wording

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class PublicPortalFigures(BaseModel):
    """One portal's month: the criteria with enough answers, and the keys of those without.

    `quarantine` says how many responses were held back as doubtful, and what became of them.
    """

    portal: str
    name: str
    unit: str
    criteria: list[CriterionFigure]
    withheld: list[str]
    quarantine: QuarantineCounts


class PublicFiguresOut(BaseModel):
    """`GET /api/open-data/figures.json`.

    `totals` add up exactly the criteria shown below, so that subtracting reveals nothing withheld.
    """

    month: Month
    minimum_answers: int
    method: Wording
    totals: list[CriterionFigure]
    portals: list[PublicPortalFigures]
